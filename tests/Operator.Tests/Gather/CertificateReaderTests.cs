using System.Text;
using k8s.Models;
using October.Operator.Execute;
using October.Operator.Gather.Secrets;

namespace October.Operator.Gather;

public sealed class CertificateReaderTests
{
    private static readonly TestCertificate Certificate = TestCertificate.For("shop-redis");

    [Fact]
    public void A_Secret_as_cert_manager_makes_it_is_read()
    {
        var read = CertificateReader.Of(Secret(Certificate.Chain, Certificate.Key, Certificate.Authority), "shop-redis");
        Assert.Equal((null, Certificate.Authority, 2090), (read.Problem, read.Authorities, read.NotAfter.Year));
        Assert.NotEqual("", read.Digest);
    }

    [Fact]
    public void One_that_redis_or_its_clients_could_not_use_is_named_with_the_reason()
    {
        var (chain, key, authority) = Certificate;
        Assert.Equal("must have tls.crt, tls.key and ca.crt", CertificateReader.Of(Secret(chain, key, ""), "shop-redis").Problem);
        Assert.Equal("has a certificate that is not for cart-redis", CertificateReader.Of(Secret(chain, key, authority), "cart-redis").Problem);
        foreach (var secret in new[] { Secret("nonsense", key, authority), Secret(chain, TestCertificate.For("shop-redis").Key, authority) })
            Assert.Contains("cannot be read, or a key of another certificate", CertificateReader.Of(secret, "shop-redis").Problem, StringComparison.Ordinal);
    }

    private static V1Secret Secret(string chain, string key, string authority) => new()
    {
        Data = new Dictionary<string, byte[]>
        {
            ["tls.crt"] = Encoding.UTF8.GetBytes(chain),
            ["tls.key"] = Encoding.UTF8.GetBytes(key),
            ["ca.crt"] = Encoding.UTF8.GetBytes(authority),
        },
    };
}
