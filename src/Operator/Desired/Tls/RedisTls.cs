using k8s.Models;
using October.Crd;
using October.Crd.Defaults;
using October.Operator.Desired.Model;

namespace October.Operator.Desired.Tls;

/// <summary>
/// TLS between redis and those who log in to it. It has a port of its own, beside the plain one for as long as pods of a revision without TLS may be started:
/// so a release may turn it on or off, and be rolled back.
/// </summary>
internal static class RedisTls
{
    private const string ServerPath = "/etc/october/tls";
    private const string ClientPath = "/var/run/october/redis-ca";

    /// <summary>The file of the authorities that clients trust.</summary>
    public const string AuthoritiesFile = ClientPath + "/" + CertificateSecret.Authorities;

    /// <summary>Where pods of a revision reach the app's own redis.</summary>
    public static string Url(AppIdentity app, ResolvedRedis redis)
    {
        var host = Names.Component(app, Names.Redis);
        if (redis.Tls is not { } tls)
            return $"redis://{host}:{Ports.Redis}/0";
        // An authority of the operator's has signed this one certificate and no other, so that the name says nothing more.
        var name = IsOwn(tls) ? "&ssl_check_hostname=false" : "";
        return $"rediss://{host}:{Ports.RedisTls}/0?ssl_ca_certs={AuthoritiesFile}{name}";
    }

    /// <summary>The Secret with the certificate; null where connections are not encrypted.</summary>
    public static string? SecretName(AppIdentity app, ResolvedRedis redis) => redis.Tls is not { } tls ? null
        : IsOwn(tls) ? Names.RedisCertificate(app)
        : tls.SecretName ?? Names.IssuedCertificate(app);

    /// <summary>The operator makes the certificate.</summary>
    public static bool IsOwn(ResolvedRedisTls tls) => tls is { SecretName: null, Issuer: null };

    /// <summary>The Secret that redis serves with; null where no revision needs TLS.</summary>
    public static string? Secret(DesiredInput input) => Used(input).Select(redis => SecretName(input.App, redis)).FirstOrDefault(name => name is not null);

    /// <summary>The ports that redis listens on, the one that the serving revision uses first.</summary>
    public static IReadOnlyList<int> PortsOf(DesiredInput input) =>
        [.. Used(input).Select(redis => redis.Tls is null ? Ports.Redis : Ports.RedisTls).Distinct()];

    /// <summary>A preview uses the redis that is there, in the way that it is served now.</summary>
    public static RenderedRevision Preview(DesiredInput input, RenderedRevision preview) => preview.App.Redis.IsManaged && input.Redis is { } serving
        ? preview with { App = preview.App with { Redis = preview.App.Redis with { Tls = serving.App.Redis.Tls } } }
        : preview;

    /// <summary>Redis' pods with the ports that they need.</summary>
    public static V1PodTemplateSpec Serve(DesiredInput input, V1PodTemplateSpec template)
    {
        if (Secret(input) is not { } secret)
            return template;
        // The one that is kept with the revision stays as it is.
        template = OctoberJson.Read<V1PodTemplateSpec>(OctoberJson.Node(template));
        var container = template.Spec.Containers.First(one => one.Name == Names.Redis);
        container.Args =
        [
            .. container.Args,
            "--tls-port", $"{Ports.RedisTls}",
            "--tls-cert-file", $"{ServerPath}/{CertificateSecret.Chain}",
            "--tls-key-file", $"{ServerPath}/{CertificateSecret.Key}",
            "--tls-ca-cert-file", $"{ServerPath}/{CertificateSecret.Authorities}",
            "--tls-auth-clients", "no",
        ];
        container.Ports.Add(new V1ContainerPort { Name = "redis-tls", ContainerPort = Ports.RedisTls, Protocol = "TCP" });
        container.VolumeMounts.Add(new V1VolumeMount { Name = "tls", MountPath = ServerPath, ReadOnlyProperty = true });
        template.Spec.Volumes.Add(Volume("tls", secret, CertificateSecret.Chain, CertificateSecret.Key, CertificateSecret.Authorities));
        if (!PortsOf(input).Contains(Ports.Redis))
            ClosePlain(container);
        if (input.Certificates.TryGetValue(secret, out var certificate))
            (template.Metadata.Annotations ??= new Dictionary<string, string>())[Labels.RedisCertificate] = certificate.Digest;
        return template;
    }

    /// <summary>The authorities that clients trust, as a volume of their pods; none where connections are not encrypted.</summary>
    public static IEnumerable<V1Volume> ClientVolume(AppIdentity app, ResolvedRedis redis) =>
        SecretName(app, redis) is { } secret ? [Volume("redis-ca", secret, CertificateSecret.Authorities)] : [];

    /// <summary>Where that volume is.</summary>
    public static IEnumerable<V1VolumeMount> ClientMount(ResolvedRedis redis) =>
        redis.Tls is null ? [] : [new V1VolumeMount { Name = "redis-ca", MountPath = ClientPath, ReadOnlyProperty = true }];

    private static V1Volume Volume(string name, string secret, params string[] keys) => new()
    {
        Name = name,
        Secret = new V1SecretVolumeSource
        {
            SecretName = secret,
            DefaultMode = 0b100_100_000,
            Items = [.. keys.Select(key => new V1KeyToPath { Key = key, Path = key })],
        },
    };

    private static void ClosePlain(V1Container container)
    {
        // The last one counts.
        container.Args = [.. container.Args, "--port", "0"];
        foreach (var port in container.Ports.Where(port => port.Name == "redis").ToList())
            container.Ports.Remove(port);
        foreach (var probe in new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe })
        {
            if (probe?.TcpSocket?.Port.Value == "redis")
                probe.TcpSocket.Port = "redis-tls";
        }
    }

    /// <summary>How the pods reach redis that may be started, those that receive traffic first.</summary>
    internal static IEnumerable<ResolvedRedis> Used(DesiredInput input) =>
        new[] { input.Redis, input.Stable, input.LastGood }.OfType<RenderedRevision>().Select(revision => revision.App.Redis).Where(redis => redis.IsManaged);
}
