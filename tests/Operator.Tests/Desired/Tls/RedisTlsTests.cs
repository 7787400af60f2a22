using k8s.Models;
using October.Crd.Defaults;
using October.Crd.Spec.Redis;
using October.Operator.Decide.Certificates;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Tls;

/// <summary>Redis serves each way that pods may use, and no other; a preview uses the way that is there.</summary>
public sealed class RedisTlsTests
{
    private const int Plain = Ports.Redis;
    private const int Tls = Ports.RedisTls;

    private static readonly AppIdentity App = new("october", "shop", "00000000-0000-0000-0000-000000000001");

    public static TheoryData<bool, bool?, bool?, int[], int> Revisions => new()
    {
        // stable, preview, last good with TLS; the ports, and the one that the preview uses
        { false, null, false, [Plain], 0 },
        { false, true, false, [Plain], Plain },
        { true, null, false, [Tls, Plain], 0 },
        { true, null, true, [Tls], 0 },
        { true, false, true, [Tls], Tls },
        { false, null, true, [Plain, Tls], 0 },
    };

    [Theory]
    [MemberData(nameof(Revisions))]
    public void A_release_turns_it_on_and_off_and_is_rolled_back(bool stable, bool? preview, bool? lastGood, int[] ports, int previewPort)
    {
        var input = Input(stable) with { Preview = preview is { } next ? Revision(next) : null, LastGood = lastGood is { } good ? Revision(good) : null };
        var objects = DesiredState.Render(input).Objects;
        Assert.Equal(ports.Order(), objects.OfType<V1Service>().Single(one => one.Metadata.Name == "shop-redis").Spec.Ports.Select(port => port.Port).Order());
        var redis = objects.OfType<V1Deployment>().Single(one => one.Metadata.Name == "shop-redis").Spec.Template;
        var container = redis.Spec.Containers[0];
        Assert.Equal(ports.Order(), container.Ports.Select(port => port.ContainerPort).Order());
        // Of an option that is there twice, redis takes the last.
        Assert.Equal(ports.Contains(Plain) ? "6379" : "0", container.Args[container.Args.ToList().LastIndexOf("--port") + 1]);
        Assert.Equal(ports.Contains(Tls), container.Args.Contains("--tls-port"));
        Assert.Contains(container.Ports, port => port.Name == container.ReadinessProbe.TcpSocket.Port.Value);
        Assert.Equal(stable ? Tls : Plain, PortOf(objects.OfType<V1Deployment>().Single(one => one.Metadata.Name == "shop-worker")));
        if (previewPort != 0)
            Assert.Equal(previewPort, PortOf(objects.OfType<V1Deployment>().Single(one => one.Metadata.Name == "shop-worker-preview")));
        foreach (var policy in objects.OfType<V1NetworkPolicy>().Where(one => one.Metadata.Name == "shop-redis"))
            Assert.Equal(ports.Order(), policy.Spec.Ingress[0].Ports.Select(port => int.Parse(port.Port.Value, null)).Order());
    }

    [Fact]
    public void Another_certificate_starts_redis_again_and_no_other_pod()
    {
        var (before, after) = (Templates("one"), Templates("two"));
        Assert.Equal(["shop-redis"], before.Keys.Where(name => before[name] != after[name]));
        Assert.Equal(before, Templates("one"));

        static Dictionary<string, string> Templates(string digest) => DesiredState
            .Render(Input(true) with { Certificates = new Dictionary<string, RedisCertificate> { ["certificate"] = new(null, digest) } })
            .Objects.OfType<V1Deployment>()
            .ToDictionary(one => one.Metadata.Name, one => October.Crd.OctoberJson.Node(one.Spec.Template).ToJsonString());
    }

    [Fact]
    public void The_operators_own_certificate_is_mounted_with_its_key_by_redis_alone()
    {
        var objects = DesiredState.Render(Input(new RedisTlsSpec()) with
        {
            OwnCertificate = new OwnCertificate("chain", "key", "authorities") { NextChain = "next chain", NextKey = "next key" },
        }).Objects;
        var secret = objects.OfType<V1Secret>().Single(one => one.Metadata.Name == "shop-redis-certificate");
        Assert.Equal(["tls.crt", "tls.key", "ca.crt", "next.crt", "next.key"], secret.Data.Keys);
        var mounts = objects.OfType<V1Deployment>().Select(one => one.Spec.Template.Spec).SelectMany(
            pod => pod.Volumes.Where(volume => volume.Secret?.SecretName == secret.Metadata.Name),
            (pod, volume) => $"{pod.Containers[0].Name}: {string.Join(", ", volume.Secret.Items.Select(item => item.Key))}");
        Assert.Equal(["api: ca.crt", "redis: tls.crt, tls.key, ca.crt", "worker: ca.crt"], mounts.Order(StringComparer.Ordinal));
        Assert.Equal(
            "rediss://shop-redis:6380/0?ssl_ca_certs=/var/run/october/redis-ca/ca.crt&ssl_check_hostname=false",
            objects.OfType<V1Deployment>().Single(one => one.Metadata.Name == "shop-worker").Spec.Template.Spec.Containers[0].Env
                .Single(variable => variable.Name == "REDIS_URL").Value);
    }

    [Fact]
    public void An_issuer_of_cert_manager_is_asked_for_one_where_that_is_installed()
    {
        var input = Input(new RedisTlsSpec { IssuerRef = new IssuerReferenceSpec { Name = "internal", Kind = "ClusterIssuer" } });
        Assert.Empty(DesiredState.Render(input).Objects.OfType<V1Certificate>());
        var certificate = Assert.Single(
            DesiredState.Render(input with { Cluster = input.Cluster with { HasCertificates = true } }).Objects.OfType<V1Certificate>());
        Assert.Equal("shop-redis", certificate.Metadata.Name);
        Assert.Equal(
            """
            {"secretName":"shop-redis-issued","dnsNames":["shop-redis","shop-redis.october","shop-redis.october.svc",
            "shop-redis.october.svc.cluster.local"],"usages":["digital signature","key encipherment","server auth"],
            "privateKey":{"algorithm":"ECDSA","size":256,"rotationPolicy":"Always"},
            "issuerRef":{"name":"internal","kind":"ClusterIssuer","group":"cert-manager.io"}}
            """.Replace("\n", "", StringComparison.Ordinal),
            certificate.Spec.ToJsonString());
    }

    private static int PortOf(V1Deployment deployment) =>
        new Uri(deployment.Spec.Template.Spec.Containers[0].Env.Single(variable => variable.Name == "REDIS_URL").Value).Port;

    private static DesiredInput Input(RedisTlsSpec tls)
    {
        var spec = DesiredStateTests.Minimal();
        spec.Redis = new RedisSpec { Tls = tls };
        return Input(true) with { Stable = new RenderedRevision("oooooooooo", SpecDefaults.Resolve(spec)) };
    }

    private static DesiredInput Input(bool tls) => new()
    {
        App = App,
        Stable = Revision(tls),
        Cluster = new ClusterFacts { OperatorNamespace = "october-system" },
        Passwords = new Passwords("swordfish"),
    };

    private static RenderedRevision Revision(bool tls)
    {
        var spec = DesiredStateTests.Minimal();
        spec.Redis = tls ? new RedisSpec { Tls = new RedisTlsSpec { SecretName = "certificate" } } : null;
        return new RenderedRevision(tls ? "tttttttttt" : "pppppppppp", SpecDefaults.Resolve(spec));
    }
}
