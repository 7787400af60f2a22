using System.Text;
using k8s;
using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Desired.Model;
using October.Operator.Desired.Network;
using October.Operator.Desired.Tls;
using October.Operator.Desired.Workloads;

namespace October.Operator.Desired.Redis;

/// <summary>Redis and what it needs: Deployment, Service, volume, and the file with its password.</summary>
internal static class RedisResources
{
    private const string AuthPath = "/etc/october/redis";

    /// <summary>All of it; nothing where no revision uses a redis of the operator's.</summary>
    public static IEnumerable<IKubernetesObject<V1ObjectMeta>> Render(DesiredInput input, V1PodTemplateSpec? template) =>
        input.Redis is not { } redis
            ? []
            :
            [
                Auth(input),
                Claims.Of(
                    input.App, Names.RedisData(input.App), Names.Redis, redis.App.Redis.Size, redis.App.Redis.StorageClassName, redis.App.Redis.Retain),
                Service(input),
                Deployment(input, RedisTls.Serve(input, template!)),
            ];

    private static V1Service Service(DesiredInput input)
    {
        var service = Services.Of(input.App, Names.Redis, "redis", Ports.Redis, "redis");
        var ports = RedisTls.PortsOf(input);
        if (!ports.Contains(Ports.Redis))
            service.Spec.Ports.Clear();
        if (ports.Contains(Ports.RedisTls))
            service.Spec.Ports.Add(new V1ServicePort { Name = "redis-tls", Port = Ports.RedisTls, TargetPort = "redis-tls", Protocol = "TCP" });
        return service;
    }

    /// <summary>Never two at once: the volume is one pod's.</summary>
    private static V1Deployment Deployment(DesiredInput input, V1PodTemplateSpec template)
    {
        var deployment = Deployments.Of(input.App, Names.Redis, Track.Stable, null, input.Scale is { Redis: false } ? 0 : 1, template);
        deployment.Spec.Strategy = new V1DeploymentStrategy { Type = "Recreate" };
        return deployment;
    }

    public static V1PodTemplateSpec Template(AppIdentity app, ResolvedRedis redis)
    {
        var timing = new ResolvedProbe(0, 5, 5, 3);
        var container = new V1Container
        {
            Name = Names.Redis,
            Image = redis.Image,
            Command = ["redis-server"],
            // The password is in the file; nothing secret on the command line. The append-only file has the data: without save "" redis would write dumps
            // beside it, each with a fork that a busy queue brings every minute, and would refuse every write once one has failed.
            Args =
            [
                $"{AuthPath}/{AuthFile.Name}", "--port", $"{Ports.Redis}", "--dir", "/data", "--appendonly", "yes", "--appendfsync", redis.AppendFsync,
                "--save", "",
                .. Memory(redis.Resources), "--maxmemory-policy", "noeviction", "--notify-keyspace-events", "Kl",
            ],
            Ports = [new V1ContainerPort { Name = "redis", ContainerPort = Ports.Redis, Protocol = "TCP" }],
            Resources = Pods.Resources(redis.Resources),
            StartupProbe = Pods.TcpProbe(new ResolvedProbe(0, 1, 5, 300), "redis"),
            LivenessProbe = Pods.TcpProbe(timing with { PeriodSeconds = 10 }, "redis"),
            ReadinessProbe = Pods.TcpProbe(timing, "redis"),
            SecurityContext = Pods.Restricted(),
            VolumeMounts =
            [
                new V1VolumeMount { Name = "auth", MountPath = AuthPath, ReadOnlyProperty = true },
                new V1VolumeMount { Name = "data", MountPath = "/data" },
            ],
        };
        return Pods.Template(
            app,
            Names.Redis,
            Track.Stable,
            null,
            Pods.Spec(
                Names.Component(app, Names.Redis),
                container,
                30,
                new V1Volume { Name = "auth", Secret = new V1SecretVolumeSource { SecretName = Names.RedisAuth(app), DefaultMode = 0b100_100_000 } },
                new V1Volume { Name = "data", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = Names.RedisData(app) } }),
            redis.PodTemplate);
    }

    /// <summary>
    /// Full redis refuses writes, which clients see and wait for; past the container's limit it would be killed. A quarter of the limit is for
    /// what redis needs besides its data, while it rewrites its file above all.
    /// </summary>
    private static string[] Memory(ResolvedResources resources) => resources.Limits.TryGetValue("memory", out var limit)
        ? ["--maxmemory", $"{(long)Math.Min(new ResourceQuantity(limit).ToDecimal() / 4 * 3, long.MaxValue)}"]
        : [];

    private static V1Secret Auth(DesiredInput input) => new()
    {
        Metadata = Meta.Of(input.App, Names.RedisAuth(input.App), Names.Redis),
        Type = "Opaque",
        Data = new Dictionary<string, byte[]>
        {
            [AuthFile.Name] = Encoding.UTF8.GetBytes(AuthFile.Write(input.Passwords)),
            [RedisAccounts.BackupPasswordKey] = Encoding.UTF8.GetBytes(RedisAccounts.PasswordOf(RedisAccounts.Backup, input.Passwords)),
            [RedisAccounts.UsersKeyItem] = Encoding.UTF8.GetBytes(input.Passwords.UsersKey),
        },
    };
}
