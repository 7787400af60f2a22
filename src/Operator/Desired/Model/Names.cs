using October.Crd.Defaults;
using October.Crd.Revisions;

namespace October.Operator.Desired.Model;

/// <summary>Names of the objects of an app: all <c>&lt;app&gt;-…</c>.</summary>
internal static class Names
{
    public const string Api = "api";
    public const string Worker = "worker";
    public const string Redis = "redis";
    public const string Backup = "backup";

    public static string Component(AppIdentity app, string component, Track track = Track.Stable) =>
        track == Track.Preview ? $"{app.Name}-{component}-preview" : $"{app.Name}-{component}";

    public static string RedisData(AppIdentity app) => $"{app.Name}-redis-data";

    public static string BackupData(AppIdentity app) => $"{app.Name}-backup-data";

    /// <summary>The Job of one order; the same order has the same name.</summary>
    public static string BackupJob(AppIdentity app, string token) => $"{app.Name}-backup-{RevisionHash.Short(token)}";

    public static string RedisAuth(AppIdentity app) => $"{app.Name}-redis-auth";

    /// <summary>The Secret with the certificate that the operator makes for redis.</summary>
    public static string RedisCertificate(AppIdentity app) => $"{app.Name}-redis-certificate";

    /// <summary>What clients in the cluster may know redis as, and a certificate for it names.</summary>
    public static IReadOnlyList<string> RedisHosts(AppIdentity app)
    {
        var host = Component(app, Redis);
        return [host, $"{host}.{app.Namespace}", $"{host}.{app.Namespace}.svc", $"{host}.{app.Namespace}.svc.cluster.local"];
    }

    /// <summary>The Secret that cert-manager writes redis' certificate to.</summary>
    public static string IssuedCertificate(AppIdentity app) => $"{app.Name}-redis-issued";

    /// <summary>The Secret that api and worker read: the user's, or the one that the operator makes.</summary>
    public static string Secret(AppIdentity app, ResolvedApp spec) => spec.SecretName ?? GeneratedSecret(app);

    /// <summary>The Secret that the operator makes with the key of the api's callers.</summary>
    public static string ApiAuth(AppIdentity app) => $"{app.Name}-api-auth";

    public static string GeneratedSecret(AppIdentity app) => $"{app.Name}-secret";

    /// <summary>Named by content: equal config is one object, whichever revisions share it.</summary>
    public static string Config(AppIdentity app, ResolvedApp spec) =>
        $"{app.Name}-config-{RevisionHash.Short(string.Join('\0', spec.Config.Select(pair => $"{pair.Key}\0{pair.Value}")))}";

    public static string Revision(AppIdentity app, string hash) => $"{app.Name}-{hash}";

    /// <summary>A preview's own queue: an unverified worker never meets a real task.</summary>
    public static string PreviewQueue(string hash) => $"preview-{hash}";
}
