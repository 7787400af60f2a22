using October.Crd.Attributes;
using October.Crd.Spec.Network;
using October.Crd.Spec.Pods;
using October.Crd.Spec.Redis;
using October.Crd.Spec.Rollout;

namespace October.Crd.Spec;

/// <summary>The wanted application. Fields marked live never start a rollout; all others form a revision.</summary>
[ValidationRule("!(has(self.api.replicas) && has(self.autoscaling) && has(self.autoscaling.api))",
    "api.replicas fixes the number of pods and autoscaling.api varies it: remove one of them", ".api.replicas")]
[ValidationRule("!(has(self.worker.replicas) && has(self.autoscaling) && has(self.autoscaling.worker))",
    "worker.replicas fixes the number of pods and autoscaling.worker varies it: remove one of them", ".worker.replicas")]
[ValidationRule("!(has(self.backup) && has(self.redis) && has(self.redis.external))",
    "the operator backs up only the redis that it runs: remove backup, or redis.external", ".backup")]
[ValidationRule(
    "has(self.secretName) || !(has(self.redis) && has(self.redis.external) && has(self.redis.external.sentinel) && "
        + "has(self.redis.external.sentinel.passwordKey))",
    "redis.external.sentinel.passwordKey is a key of the Secret in secretName: add secretName, or remove passwordKey", ".redis.external.sentinel.passwordKey")]
[ValidationRule("!has(self.restore) || has(self.backup)",
    "restore takes a backup from the volume that spec.backup keeps: add backup, or remove restore", ".restore")]
public sealed class V1OctoberAppSpec
{
    [Description("Picks the defaults: dev (1 to 5 pods of api and worker) or prod (2 to 10). Live: a change never starts a rollout. Default: dev.")]
    [EnumValues("dev", "prod")]
    public string? Profile { get; set; }

    [Required]
    [Description("The HTTP service that takes requests and enqueues tasks.")]
    public ApiSpec Api { get; set; } = new();

    [Required]
    [Description("The processes that run tasks.")]
    public WorkerSpec Worker { get; set; } = new();

    [Description("The redis that carries tasks and results.")]
    public RedisSpec? Redis { get; set; }

    [Description(
        "Environment variables of api and worker, kept in an immutable ConfigMap per revision, so that they travel with the images through rollout and "
            + "rollback. Default: none.")]
    [Length(maximum: 256)]
    [TextLength(32768)]
    public IDictionary<string, string>? Config { get; set; }

    [Description(
        "Tasks that the workers send again and again, without a process of their own for it: each time is sent by one worker, and once. A change is a rollout. "
            + "Default: none.")]
    [XListMapKeys("name")]
    [Length(maximum: 100)]
    public IList<ScheduleSpec>? Schedules { get; set; }

    [Description(
        "A Secret of yours with the key REDIS_PASSWORD, and with API_KEY where the keys of the api's callers are yours, too: one key, or a line for each key "
            + "with its roles. Default: the operator makes <app>-secret with a random redis password, and <app>-api-auth with a random API_KEY.")]
    [Pattern(ObjectNames.Pattern)]
    [Length(1, 253)]
    public string? SecretName { get; set; }

    [Description("How the world reaches the api. Default: an Ingress without a host.")]
    public IngressSpec? Ingress { get; set; }

    [Description("Bounds and target of the HorizontalPodAutoscalers. Live: always follows the spec, also while rolled back.")]
    public AutoscalingSpec? Autoscaling { get; set; }

    [Description("Who may talk to the app and to whom it may talk; the rest is denied both ways. Live.")]
    public NetworkPolicySpec? NetworkPolicy { get; set; }

    [Description("The ServiceMonitor and PrometheusRule of the app. Live.")]
    public MonitoringSpec? Monitoring { get; set; }

    [Description("How a new revision is verified and what happens when it fails. Live.")]
    public RolloutSpec? Rollout { get; set; }

    [Description("Regular copies of redis' data, each checked before it counts. Live. Default: none.")]
    public BackupSpec? Backup { get; set; }

    [Description(
        "Puts redis' data back to what a backup has: api, worker and redis stop, the data is replaced, and they start again. What has come since the backup is "
            + "lost to the app; it is kept aside on the volume until the next restore. Live. Default: none.")]
    public RestoreSpec? Restore { get; set; }

    [Description("How many old revisions to keep for rolling back; the last good one is always kept. Live. Default: 10.")]
    [RangeMinimum(1)]
    [RangeMaximum(100)]
    public int? RevisionHistoryLimit { get; set; }

    [Description("True suspends reconciliation; running pods are left as they are. Live. Default: false.")]
    public bool? Suspend { get; set; }
}
