//! Where calls may go: a judgement about addresses alone, so that it can be read and tested without a network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// A host that an operator lets calls go to wherever it stands: `robot.internal`, or `10.0.0.5:8080`.
#[derive(Clone, Debug, PartialEq)]
pub struct Allowed {
    host: String,
    /// None is any port.
    port: Option<u16>,
}

impl Allowed {
    /// A host, or host and port, as it is written in the settings.
    pub fn parse(text: &str) -> Result<Allowed, String> {
        let odd = || format!("outgoing-allow: {text:?} is neither a host nor host:port");
        if text.is_empty() || text.contains(['/', '@', '?', '#', '*']) || text.contains(char::is_whitespace) {
            return Err(odd());
        }
        // The parser of addresses writes hosts as calls will write them. Its usual port is one that nobody names here.
        let url: Url =
            format!("https://{text}:1").parse().or_else(|_| format!("https://{text}").parse()).map_err(|_| odd())?;
        let host = url.host_str().ok_or_else(odd)?.to_string();
        let named = text.rsplit_once(':').is_some_and(|(head, port)| {
            !port.is_empty()
                && port.bytes().all(|byte| byte.is_ascii_digit())
                && (!head.contains(':') || head.ends_with(']'))
        });
        let port = named.then(|| url.port_or_known_default()).flatten();
        Ok(Allowed { host, port })
    }

    fn fits(&self, host: &str, port: u16) -> bool {
        self.host == host && self.port.is_none_or(|only| only == port)
    }
}

/// Where a call goes, as far as its address says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    pub host: Host<String>,
    pub port: u16,
    pub secure: bool,
    /// An operator named it: it may stand inside.
    pub allowed: bool,
}

impl Target {
    /// None where nobody calls: another scheme, plain http to anybody who is not allowed, a user in the address.
    pub fn of(url: &Url, allow: &[Allowed]) -> Option<Target> {
        let host = url.host()?.to_owned();
        let port = url.port_or_known_default()?;
        let allowed = allow.iter().any(|one| one.fits(&host.to_string(), port));
        let secure = match url.scheme() {
            "https" => true,
            "http" if allowed => false,
            _ => return None,
        };
        let named = !url.username().is_empty() || url.password().is_some();
        (!named).then_some(Target { host, port, secure, allowed })
    }

    /// Whether a connection may be made to an address that the host has.
    pub fn may_reach(&self, ip: IpAddr) -> bool {
        self.allowed || is_public(ip)
    }
}

/// Whether an address belongs to the internet at large. Whatever is set aside for something else does not.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !INSIDE_4.iter().any(|(net, bits)| within_4(ip, *net, *bits)),
        // Only 2000::/3 is given out; addresses that hold one of the old kind (mapped, compatible, NAT64) lie elsewhere.
        IpAddr::V6(ip) => within_6(ip, [0x2000, 0], 3) && !INSIDE_6.iter().any(|(net, bits)| within_6(ip, *net, *bits)),
    }
}

/// Registered for special purposes (RFC 6890 and what came after it).
const INSIDE_4: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

/// Within 2000::/3: protocols with Teredo, documentation, 6to4.
const INSIDE_6: &[([u16; 2], u32)] = &[([0x2001, 0], 23), ([0x2001, 0x0db8], 32), ([0x2002, 0], 16), ([0x3fff, 0], 20)];

fn within_4(ip: Ipv4Addr, net: [u8; 4], bits: u32) -> bool {
    (ip.to_bits() ^ u32::from_be_bytes(net)).leading_zeros() >= bits
}

/// By the first 32 bits, which all of these are told apart by.
fn within_6(ip: Ipv6Addr, net: [u16; 2], bits: u32) -> bool {
    let [first, second, ..] = ip.segments();
    let join = |first: u16, second: u16| u32::from(first) << 16 | u32::from(second);
    (join(first, second) ^ join(net[0], net[1])).leading_zeros() >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_at_large_are_public() {
        let public = |text: &str| is_public(text.parse().expect(text));
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.250",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "fc00::1",
            "fdff::1",
            "ff02::1",
            "ff0e::1",
            "2001::1",
            "2001:2::1",
            "2001:10::1",
            "2001:1ff::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "2002:808:808::1",
            "3fff::1",
            "3fff:fff::1",
            "4000::1",
            "1fff::1",
        ] {
            assert!(!public(inside), "{inside}");
        }
        for outside in [
            "1.1.1.1",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2001:db7::1",
            "2003::1",
            "2400:3200::1",
            "2606:4700:4700::1111",
            "3ffe::1",
            "3fff:1000::1",
        ] {
            assert!(public(outside), "{outside}");
        }
    }

    #[test]
    fn what_an_address_says_decides_who_may_be_called_at_all() {
        let allow: Vec<Allowed> = ["robot.internal", "10.0.0.5:8080", "[fd00::1]:8443"]
            .iter()
            .map(|one| Allowed::parse(one).expect(one))
            .collect();
        let target = |text: &str| Target::of(&text.parse().expect(text), &allow);
        let fits = |text: &str| target(text).is_some_and(|target| target.allowed);
        assert!(target("https://example.com/x?key=1").is_some_and(|target| target.secure && !target.allowed));
        for refused in [
            "http://example.com/",
            "ftp://example.com/",
            "https://me@example.com/",
            "https://:x@example.com/",
            "http://10.0.0.5/",
            "http://10.0.0.6:8080/",
            "file:///etc/passwd",
        ] {
            assert_eq!(target(refused), None, "{refused}");
        }
        for named in [
            "http://robot.internal/",
            "https://ROBOT.internal:9/x",
            "http://10.0.0.5:8080/",
            "http://0x0a.0.0.5:8080/",
            "https://[fd00:0::1]:8443/",
        ] {
            assert!(fits(named), "{named}");
        }
        for other in ["https://robot.internal.example.com/", "https://10.0.0.5:8081/", "https://[fd00::1]/"] {
            assert!(!fits(other), "{other}");
        }
        // However an address inside is written, it is the same address.
        for hidden in [
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://127.1/",
            "https://[::ffff:7f00:1]/",
            "https://%31%32%37.0.0.1/",
        ] {
            let reached = target(hidden).and_then(|target| match target.host {
                Host::Ipv4(ip) => Some(target.may_reach(ip.into())),
                Host::Ipv6(ip) => Some(target.may_reach(ip.into())),
                Host::Domain(_) => None,
            });
            assert_eq!(reached, Some(false), "{hidden}");
        }
    }

    #[test]
    fn a_list_of_hosts_holds_hosts() {
        for odd in ["", "http://x", "x/y", "user@x", "*.example.com", "a b", "x:99999", "[::1"] {
            assert!(Allowed::parse(odd).is_err(), "{odd}");
        }
        let plain = Allowed::parse("Robot.Internal").expect("a host");
        assert_eq!(plain, Allowed { host: "robot.internal".into(), port: None });
        assert_eq!(Allowed::parse("a.cn:443"), Ok(Allowed { host: "a.cn".into(), port: Some(443) }));
        assert_eq!(Allowed::parse("[::1]"), Ok(Allowed { host: "[::1]".into(), port: None }));
    }
}
