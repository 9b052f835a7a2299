//! The client assertion we sign ourselves: `PS256` with `x5t#S256` (microsoft.md 4.2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{Guid, Timestamp};
use ring::rand::SystemRandom;
use ring::signature::RSA_PSS_SHA256;
use serde::Serialize;

use super::CredentialProblem;
use super::certificate::Certificate;

/// How long an assertion is valid, in seconds: the upper end of Microsoft's 5 to 10 minutes.
const LIFETIME_S: i64 = 600;

#[derive(Serialize)]
struct Header<'a> {
    alg: &'static str,
    typ: &'static str,
    #[serde(rename = "x5t#S256")]
    thumbprint: &'a str,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: Guid,
    sub: Guid,
    jti: String,
    nbf: i64,
    iat: i64,
    exp: i64,
}

/// A new assertion for one token request.
pub(super) fn sign(
    certificate: &Certificate,
    client_id: Guid,
    token_url: &str,
    now: Timestamp,
) -> Result<String, CredentialProblem> {
    if now < certificate.begins {
        return Err(CredentialProblem::CertificateNotYet);
    }
    if now >= certificate.expires {
        return Err(CredentialProblem::CertificateExpired);
    }
    let seconds = now.0.div_euclid(1_000);
    let header = Header {
        alg: "PS256",
        typ: "JWT",
        thumbprint: &certificate.thumbprint,
    };
    let claims = Claims {
        aud: token_url,
        iss: client_id,
        sub: client_id,
        jti: uuid::Uuid::new_v4().to_string(),
        nbf: seconds,
        iat: seconds,
        exp: seconds + LIFETIME_S,
    };
    let input = format!("{}.{}", part(&header)?, part(&claims)?);
    let mut signature = vec![0; certificate.key.public().modulus_len()];
    certificate
        .key
        .sign(
            &RSA_PSS_SHA256,
            &SystemRandom::new(),
            input.as_bytes(),
            &mut signature,
        )
        .map_err(|_| CredentialProblem::Signing)?;
    Ok(format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature)))
}

fn part<T: Serialize>(value: &T) -> Result<String, CredentialProblem> {
    let json = serde_json::to_vec(value).map_err(|_| CredentialProblem::Signing)?;
    Ok(URL_SAFE_NO_PAD.encode(json))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents};
    use serde_json::Value;

    const CLIENT: &str = "da7a0000-0000-4000-a000-000000000001";
    const TOKEN_URL: &str =
        "https://login.microsoftonline.com/7b3c1f60-52a4-4c1e-9d0b-2a6f10c0a001/oauth2/v2.0/token";
    const NOW: Timestamp = Timestamp(1_800_000_000_500);

    fn certificate() -> Certificate {
        let made = microsoft365::keys::client_certificate().unwrap();
        Certificate::from_pem(format!("{}{}", made.key_pem, made.certificate_pem).as_bytes())
            .unwrap()
    }

    fn parts(assertion: &str) -> (String, String, Vec<u8>) {
        let parts: Vec<Vec<u8>> = assertion
            .split('.')
            .map(|part| URL_SAFE_NO_PAD.decode(part).unwrap())
            .collect();
        let [header, claims, signature] = parts.try_into().unwrap();
        (
            String::from_utf8(header).unwrap(),
            String::from_utf8(claims).unwrap(),
            signature,
        )
    }

    #[test]
    fn its_bytes_are_those_microsoft_documents() {
        let certificate = certificate();
        let assertion = sign(&certificate, CLIENT.parse().unwrap(), TOKEN_URL, NOW).unwrap();
        let (header, claims, signature) = parts(&assertion);
        assert_eq!(
            header,
            format!(
                r#"{{"alg":"PS256","typ":"JWT","x5t#S256":"{}"}}"#,
                certificate.thumbprint
            )
        );
        assert_eq!(
            URL_SAFE_NO_PAD
                .decode(&certificate.thumbprint)
                .unwrap()
                .len(),
            32
        );
        let value: Value = serde_json::from_str(&claims).unwrap();
        let jti = value["jti"].as_str().unwrap();
        let wanted = format!(
            r#"{{"aud":"{TOKEN_URL}","iss":"{CLIENT}","sub":"{CLIENT}","jti":"{jti}","nbf":1800000000,"iat":1800000000,"exp":1800000600}}"#
        );
        assert_eq!(claims, wanted);
        assert!(jti.parse::<Guid>().is_ok());
        assert_eq!(signature.len(), 256);
        assert!(!assertion.contains(['=', '+', '/']));
    }

    #[test]
    fn its_signature_is_pss_with_sha256_of_this_key() {
        let certificate = certificate();
        let assertion = sign(&certificate, CLIENT.parse().unwrap(), TOKEN_URL, NOW).unwrap();
        let (signed, _) = assertion.rsplit_once('.').unwrap();
        let public = ring::rsa::PublicKeyComponents::<Vec<u8>>::from(certificate.key.public());
        let key = RsaPublicKeyComponents {
            n: &public.n,
            e: &public.e,
        };
        let (_, _, signature) = parts(&assertion);
        key.verify(&RSA_PSS_2048_8192_SHA256, signed.as_bytes(), &signature)
            .unwrap();
    }

    #[test]
    fn each_one_is_new() {
        let certificate = certificate();
        let jti = || {
            let assertion = sign(&certificate, CLIENT.parse().unwrap(), TOKEN_URL, NOW).unwrap();
            serde_json::from_str::<Value>(&parts(&assertion).1).unwrap()["jti"].clone()
        };
        assert_ne!(jti(), jti());
    }

    #[test]
    fn a_certificate_out_of_its_time_signs_nothing() {
        let certificate = certificate();
        let sign_at = |at| sign(&certificate, CLIENT.parse().unwrap(), TOKEN_URL, at);
        for early in [Timestamp(0), certificate.begins.plus_seconds(-1)] {
            assert_eq!(sign_at(early), Err(CredentialProblem::CertificateNotYet));
        }
        assert!(sign_at(certificate.begins).is_ok());
        assert_eq!(
            sign_at(certificate.expires),
            Err(CredentialProblem::CertificateExpired)
        );
    }
}
