using System.Collections.Immutable;
using System.Text.Json.Nodes;
using k8s.Models;
using October.Crd.Spec;
using October.Crd.Spec.Pods;
using October.Crd.Spec.Rollout;

namespace October.Crd.Defaults;

/// <summary>Fills in every default. They live here and never in the schema: a default written into a spec that Git owns would be drift.</summary>
public static class SpecDefaults
{
    /// <summary>
    /// The managed redis. One version: with a tag that moves, two apps, or one before and after its pod has another node, would run different ones. It
    /// changes with a release of October only: an app's redis is restarted for it with the app's next revision.
    /// </summary>
    public const string RedisImage = "redis:7.4.11-alpine";

    /// <summary>Of one try of a probe, or the pause after it: no timer lasts for months.</summary>
    private static readonly TimeSpan LongestProbe = TimeSpan.FromDays(1);

    private static readonly ImmutableDictionary<string, string> NoStrings = ImmutableDictionary<string, string>.Empty;

    /// <summary>Resolves a spec that the API server has accepted.</summary>
    /// <exception cref="FormatException">A duration or quantity that the schema cannot refuse; the message names it.</exception>
    public static ResolvedApp Resolve(V1OctoberAppSpec spec)
    {
        var production = spec.Profile == "prod";
        return new ResolvedApp
        {
            Api = Component("api", spec.Api, spec.Autoscaling?.Api, production, graceSeconds: 30),
            ApiService = spec.Api.Service is not { } service
                ? ResolvedApiService.Default
                : new ResolvedApiService(
                    service.Type ?? ResolvedApiService.Default.Type,
                    service.Annotations?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? ResolvedApiService.Default.Annotations),
            RequiresApiKey = spec.Api.Auth?.Type != "None",
            Worker = Component("worker", spec.Worker, spec.Autoscaling?.Worker, production, graceSeconds: 60) with { Concurrency = spec.Worker.Concurrency },
            Redis = new ResolvedRedis(
                spec.Redis?.Image ?? RedisImage,
                Resources("redis", spec.Redis?.Resources, "200m", "256Mi"),
                Size(spec.Redis?.Persistence, "redis"),
                spec.Redis?.Persistence?.StorageClassName,
                PodTemplate(spec.Redis?.PodTemplate, "redis"),
                spec.Redis?.External is { } external ? ExternalRedisUrl.Of(external) : null,
                spec.Redis?.AppendFsync ?? "everysec",
                spec.Redis?.Persistence?.Retain ?? production)
            {
                Sentinel = spec.Redis?.External?.Sentinel is { } sentinel
                    ? new ResolvedSentinel(sentinel.MasterName, sentinel.RedisPort ?? 6379, sentinel.PasswordKey)
                    : null,
                Cluster = spec.Redis?.External?.Cluster is { } cluster ? new ResolvedCluster(cluster.Tag, cluster.RedisPort ?? 6379) : null,
                Tls = spec.Redis?.Tls is not { } tls ? null : new ResolvedRedisTls(
                    tls.SecretName,
                    tls.IssuerRef is not { } issuer ? null : new ResolvedIssuer(issuer.Name, issuer.Kind ?? "Issuer", issuer.Group ?? "cert-manager.io")),
            },
            Config = TextMap.Read(spec.Config, "spec.config") ?? (IReadOnlyDictionary<string, string>)NoStrings,
            Schedules = Schedules(spec.Schedules),
            SecretName = spec.SecretName,
            Ingress = spec.Ingress?.Enabled == false ? null : new ResolvedIngress(
                spec.Ingress?.Host, spec.Ingress?.ClassName, spec.Ingress?.Tls?.SecretName,
                TextMap.Read(spec.Ingress?.Annotations, "spec.ingress.annotations") ?? (IReadOnlyDictionary<string, string>)NoStrings),
            NetworkPolicy = spec.NetworkPolicy?.Enabled == false ? null : new ResolvedNetworkPolicy(
                spec.NetworkPolicy?.IngressFrom?.ToImmutableArray(), spec.NetworkPolicy?.EgressTo?.ToImmutableArray() ?? []),
            Monitoring = new ResolvedMonitoring(
                spec.Monitoring?.ServiceMonitor ?? true, spec.Monitoring?.PrometheusRule ?? true, spec.Monitoring?.Interval ?? "15s",
                spec.Monitoring?.Labels?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? NoStrings.Add("release", "mon").ToImmutableSortedDictionary()),
            Rollout = Rollout(spec.Rollout),
            Backup = spec.Backup is not { } backup ? null : new ResolvedBackup(
                backup.Schedule, backup.TimeZone, backup.Suspend ?? false, backup.KeepLast ?? 7, backup.Image,
                Size(backup.Persistence, "backup"), backup.Persistence?.StorageClassName, backup.BeforeRollout ?? false,
                backup.MaxAge is null ? null : Durations.Parse(backup.MaxAge), backup.Persistence?.Retain ?? true),
            RevisionHistoryLimit = spec.RevisionHistoryLimit ?? 10,
            Suspend = spec.Suspend ?? false,
            Production = production,
        };
    }

    private static ResolvedComponent Component(string name, ComponentSpec spec, AutoscalerSpec? autoscaler, bool production, int graceSeconds) => new()
    {
        Image = spec.Image,
        Replicas = spec.Replicas,
        Autoscaler = spec.Replicas is null ? Autoscaler(autoscaler, production) : null,
        Resources = Resources(name, spec.Resources, "500m", "512Mi"),
        Env = spec.Env?.ToImmutableArray() ?? [],
        EnvFrom = spec.EnvFrom?.ToImmutableArray() ?? [],
        MaxUnavailable = spec.PodDisruption switch
        {
            { Enabled: false } => null,
            { } given => given.MaxUnavailable ?? 1,
            null => production ? 1 : null,
        },
        Probes = new ResolvedProbes(
            Probe(spec.Probes?.Startup, failureThreshold: 30), Probe(spec.Probes?.Liveness, 3), Probe(spec.Probes?.Readiness, 3)),
        PodTemplate = PodTemplate(spec.PodTemplate, name),
        TerminationGracePeriodSeconds = spec.TerminationGracePeriodSeconds ?? graceSeconds,
    };

    /// <summary>All in one variable, of which Linux takes 128 KiB.</summary>
    private static string? Schedules(IList<ScheduleSpec>? given)
    {
        foreach (var schedule in given ?? [])
        {
            AnyShape.Text(schedule.Args, $"args of schedule {schedule.Name}");
            AnyShape.Text(schedule.Kwargs, $"kwargs of schedule {schedule.Name}");
        }

        return given is { Count: > 0 } ? AnyShape.Text(new JsonArray([.. given.Select(OctoberJson.Node)]), "spec.schedules") : null;
    }

    private static ResolvedPodTemplate? PodTemplate(PodTemplateSpec? spec, string part) => spec is null
        ? null
        : new ResolvedPodTemplate(
            TextMap.Read(spec.Labels, $"spec.{part}.podTemplate.labels") ?? (IReadOnlyDictionary<string, string>)NoStrings,
            TextMap.Read(spec.Annotations, $"spec.{part}.podTemplate.annotations") ?? (IReadOnlyDictionary<string, string>)NoStrings,
            AnyShape.Text(spec.Spec, $"spec.{part}.podTemplate.spec") ?? "{}");

    /// <summary>A behavior is judged where it is used: a mistake in it concerns the autoscaler alone.</summary>
    private static ResolvedAutoscaler Autoscaler(AutoscalerSpec? spec, bool production)
    {
        var minimum = spec?.MinReplicas ?? Math.Min(production ? 2 : 1, spec?.MaxReplicas ?? int.MaxValue);
        return new ResolvedAutoscaler(minimum, spec?.MaxReplicas ?? Math.Max(production ? 10 : 5, minimum), spec?.CpuUtilization ?? 70,
            spec?.MemoryUtilization, (spec as WorkerAutoscalerSpec)?.QueueLength, spec?.Behavior?.ToJsonString());
    }

    private static string Size(PersistenceSpec? spec, string part) =>
        spec?.Size is { } size ? Quantities.Read(size, $"spec.{part}.persistence.size") : "1Gi";

    private static ResolvedResources Resources(string part, ResourcesSpec? spec, string cpuLimit, string memoryLimit)
    {
        var requests = Given(spec?.Requests, $"spec.{part}.resources.requests");
        var limits = Given(spec?.Limits, $"spec.{part}.resources.limits");
        (string Name, string Request, string Limit)[] defaults = [("cpu", "100m", cpuLimit), ("memory", "128Mi", memoryLimit)];
        var (allRequests, allLimits) = (requests, limits);
        foreach (var (name, request, limit) in defaults)
        {
            // A default never makes an impossible pod of what the user wrote.
            if (!requests.ContainsKey(name))
                allRequests = allRequests.Add(name, limits.TryGetValue(name, out var most) && IsLess(most, request) ? most : request);
            if (!limits.ContainsKey(name))
                allLimits = allLimits.Add(name, requests.TryGetValue(name, out var least) && IsLess(limit, least) ? least : limit);
        }

        return new ResolvedResources(allRequests, allLimits);
    }

    private static bool IsLess(string one, string other) => new ResourceQuantity(one).ToDecimal() < new ResourceQuantity(other).ToDecimal();

    private static ImmutableSortedDictionary<string, string> Given(IDictionary<string, JsonNode?>? given, string path) =>
        (given ?? ImmutableDictionary<string, JsonNode?>.Empty).ToImmutableSortedDictionary(
            pair => pair.Key, pair => Quantities.Read(pair.Value, $"{path}.{pair.Key}"));

    private static ResolvedProbe Probe(ProbeTimingSpec? spec, int failureThreshold) => new(
        spec?.InitialDelaySeconds ?? 0, spec?.PeriodSeconds ?? 10, spec?.TimeoutSeconds ?? 5, spec?.FailureThreshold ?? failureThreshold);

    private static ResolvedRollout Rollout(RolloutSpec? spec) => new(
        spec?.Preview ?? true,
        Durations.Parse(spec?.ProgressDeadline ?? "5m"),
        spec?.AttemptDeadline is { } attempt ? Durations.Parse(attempt) : null,
        Durations.Parse(spec?.BakeTime ?? "0s"),
        new ResolvedRollback(
            spec?.Rollback?.Policy ?? "Automatic", spec?.Rollback?.Retries ?? 3, Durations.Parse(spec?.Rollback?.RetryBackoff ?? "30s")),
        spec?.SmokeProbes?.Select(SmokeProbe).ToImmutableArray() ?? DefaultSmokeProbes);

    private static SmokePolicy DefaultPolicy { get; } = new(TimeSpan.FromSeconds(5), 3, TimeSpan.FromSeconds(1));

    private static ImmutableArray<ResolvedSmokeProbe> DefaultSmokeProbes { get; } =
    [
        new ResolvedSmokeProbe.Http("healthz", DefaultPolicy) { Path = "/healthz" },
        new ResolvedSmokeProbe.Http("ready", DefaultPolicy) { Path = "/ready" },
        new ResolvedSmokeProbe.Task("add", "add", "[2,3]", "5", DefaultPolicy),
    ];

    private static ResolvedSmokeProbe SmokeProbe(SmokeProbeSpec spec)
    {
        var threshold = spec.SuccessThreshold ?? 1;
        var policy = new SmokePolicy(
            spec.Timeout is null ? DefaultPolicy.Timeout : Time(spec.Timeout, "timeout"),
            spec.Attempts ?? Math.Max(DefaultPolicy.Attempts, threshold),
            spec.Interval is null ? DefaultPolicy.Interval : Time(spec.Interval, "interval"),
            threshold,
            spec.MaxLatency is null ? null : Time(spec.MaxLatency, "maxLatency"));
        return spec.Type switch
        {
            "ping" => new ResolvedSmokeProbe.Task(spec.Name, "ping", "[]", "\"pong\"", policy),
            "task" => new ResolvedSmokeProbe.Task(spec.Name, spec.Task!, Text(spec.Args, "args") ?? "[]", Text(spec.ExpectResult, "expectResult"), policy),
            _ => new ResolvedSmokeProbe.Http(spec.Name, policy)
            {
                Method = spec.Method ?? "GET",
                Path = spec.Path!,
                Headers = spec.Headers?.Select(header => KeyValuePair.Create(header.Name, header.Value)).ToImmutableArray() ?? [],
                Body = spec.Body,
                ExpectStatus = spec.ExpectStatus ?? 200,
                ExpectBody = spec.ExpectBody,
                ExpectJson =
                    spec.ExpectJson?.Select(expected => KeyValuePair.Create(expected.Pointer, Text(expected.Value, "expectJson") ?? "null")).ToImmutableArray()
                    ?? [],
            },
        };

        TimeSpan Time(string given, string field) => Durations.Parse(given) is var time && time <= LongestProbe
            ? time
            : throw new FormatException($"{field} of smoke probe {spec.Name} is longer than a day");

        string? Text(JsonNode? given, string field) => AnyShape.Text(given, $"{field} of smoke probe {spec.Name}");
    }
}
