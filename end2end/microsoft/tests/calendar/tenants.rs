use microsoft365::{Options, small};
use serde_json::json;

use crate::WINDOW;
use crate::world::World;

#[tokio::test]
async fn tenants_of_nine_of_one_and_of_nobody() {
    let world = World::with(Options {
        small_tenants: vec![9, 1, 0],
        groups_of_one: 2,
        ..Options::default()
    });
    for (number, people) in [(0, 9), (1, 1), (2, 0)] {
        let tid = small::tenant_id(number);
        let token = world.app_in(
            &tid,
            &["User.Read.All", "GroupMember.Read.All", "Calendars.Read"],
        );
        let found = world.get(&token, "users?$top=999").await;
        assert_eq!(found.items().len(), people, "{}", found.text);
        for person in found.items() {
            let id = person["id"].as_str().unwrap();
            let view = world
                .get(
                    &token,
                    &format!("users/{id}/calendarView?{WINDOW}&$top=1000"),
                )
                .await;
            assert!(
                view.status == 200 || view.code() == "MailboxNotEnabledForRESTAPI",
                "{}",
                view.text
            );
        }
        let groups = world.get(&token, "groups?$top=999").await;
        let alone = groups
            .items()
            .iter()
            .filter(|group| group["description"] == json!("One member only"));
        assert_eq!(alone.count(), people.min(2));
    }
    assert!(
        world
            .state
            .person(&small::tenant_id(0), &small::administrator(0))
            .is_some()
    );
    let account = world
        .state
        .with_directory(|directory| directory.account(&small::administrator(1)).is_some());
    assert!(account, "signs in like everybody");
}
