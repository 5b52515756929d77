using Orchestry.Core.Ingress;

namespace Orchestry.Ingress.Tests;

public sealed class IngressOptionsTests
{
    public static TheoryData<IngressOptions, string> Faulty => new()
    {
        { new IngressOptions { Host = "example.org" }, "INGRESS_HOST" },
        { new IngressOptions { Host = "" }, "INGRESS_HOST" },
        { new IngressOptions { Port = 65536 }, "INGRESS_PORT" },
        { new IngressOptions { Port = -1 }, "INGRESS_PORT" },
        { new IngressOptions { Domain = "" }, "INGRESS_DOMAIN" },
        { new IngressOptions { Domain = ".test" }, "INGRESS_DOMAIN" },
        { new IngressOptions { Domain = "Test" }, "INGRESS_DOMAIN" },
        { new IngressOptions { Domain = "a b" }, "INGRESS_DOMAIN" },
        { new IngressOptions { Domain = "a-.b" }, "INGRESS_DOMAIN" },
        { new IngressOptions { TlsPort = 70000, CertificatePath = "/" }, "INGRESS_TLS_PORT" },
        { new IngressOptions { TlsPort = 8080, CertificatePath = "/" }, "INGRESS_PORT are both 8080" },
        { new IngressOptions { TlsPort = 8443 }, "INGRESS_CERTIFICATES" },
        { new IngressOptions { TlsPort = 8443, CertificatePath = "/no/such/folder" }, "INGRESS_CERTIFICATES" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void A_fault_is_told_by_the_name_of_its_setting(IngressOptions options, string setting) =>
        Assert.Contains(setting, Assert.Single(options.Validate()), StringComparison.Ordinal);

    [Fact]
    public void What_is_well_has_no_fault()
    {
        Assert.Empty(new IngressOptions().Validate());
        Assert.Empty(new IngressOptions { Host = "::1", Port = 0, Domain = "apps.example.org", TlsPort = 8443, CertificatePath = "/" }.Validate());
    }

    [Fact]
    public void Nothing_matters_to_no_ingress() => Assert.Empty(new IngressOptions { Mode = IngressMode.None, Host = "x" }.Validate());
}
