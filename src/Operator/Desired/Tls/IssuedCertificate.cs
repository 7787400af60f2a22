using System.Text.Json.Nodes;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Tls;

/// <summary>The certificate that cert-manager makes for redis, where the spec, or a revision that pods may be started from, names an issuer.</summary>
internal static class IssuedCertificate
{
    public static IEnumerable<V1Certificate> Render(DesiredInput input)
    {
        var issuer = RedisTls.Used(input).Prepend(input.Requested).Select(redis => redis?.Tls?.Issuer).FirstOrDefault(one => one is not null);
        if (issuer is null || !input.Cluster.HasCertificates)
            return [];
        return
        [
            new V1Certificate
            {
                Metadata = Meta.Of(input.App, Names.Component(input.App, Names.Redis), Names.Redis),
                Spec = new JsonObject
                {
                    ["secretName"] = Names.IssuedCertificate(input.App),
                    ["dnsNames"] = new JsonArray([.. Names.RedisHosts(input.App).Select(host => JsonValue.Create(host))]),
                    ["usages"] = new JsonArray("digital signature", "key encipherment", "server auth"),
                    ["privateKey"] = new JsonObject { ["algorithm"] = "ECDSA", ["size"] = 256, ["rotationPolicy"] = "Always" },
                    ["issuerRef"] = new JsonObject { ["name"] = issuer.Name, ["kind"] = issuer.Kind, ["group"] = issuer.Group },
                },
            },
        ];
    }
}
