using k8s;
using k8s.Models;
using October.Crd.Defaults;
using October.Operator.Desired.Configuration;
using October.Operator.Desired.Model;
using October.Operator.Desired.Tls;
using October.Operator.Desired.Workloads;

namespace October.Operator.Desired.Redis;

/// <summary>A CronJob that copies redis' data to a volume of its own: streamed, checked, and only then given its name and counted.</summary>
internal static class BackupJobs
{
    private const string Folder = "/backups";
    private const string UserPath = "/var/run/october/backup";

    /// <summary>Fixed text: what differs between apps comes by the environment. A copy under its final name is whole and has been checked.</summary>
    internal const string Script = """
        umask 077
        REDISCLI_AUTH="$(cat "$BACKUP_PASSWORD_FILE")"
        export REDISCLI_AUTH
        user="$BACKUP_USER"
        [ -z "$REDIS_CA_FILE" ] || set -- --tls --cacert "$REDIS_CA_FILE"
        # A redis that has run since before it had this user knows it when it starts again.
        if [ "$(redis-cli "$@" --user "$user" -h "$REDIS_HOST" -p "$REDIS_PORT" ping 2> /dev/null)" != PONG ]; then
          user=default
          REDISCLI_AUTH="$(cat "$PASSWORD_FILE")"
        fi
        # A name of its own: the schedule knows nothing of a backup by command. What others have left is from a pod that has ended.
        find "$BACKUP_FOLDER" -name ".partial*" -mmin +120 -exec rm -f -- "{}" ";"
        partial="$(mktemp "$BACKUP_FOLDER/.partial-XXXXXX")"
        redis-cli "$@" --user "$user" -h "$REDIS_HOST" -p "$REDIS_PORT" --rdb "$partial"
        redis-check-rdb "$partial"
        sync "$partial"
        name="dump-$(date -u +%Y%m%dT%H%M%SZ).rdb"
        bytes="$(wc -c < "$partial")"
        mv "$partial" "$BACKUP_FOLDER/$name"
        sync "$BACKUP_FOLDER"
        backups() { ls "$BACKUP_FOLDER" | grep "^dump-.*[.]rdb$"; }
        before="$(backups | wc -l)"
        for old in $(backups | sort -r | tail -n "+$((KEEP_LAST + 1))"); do rm -- "$BACKUP_FOLDER/$old"; done
        if [ -n "$MAX_AGE_MINUTES" ]; then find "$BACKUP_FOLDER" -name "dump-*.rdb" ! -name "$name" -mmin "+$MAX_AGE_MINUTES" -exec rm -- "{}" ";"; fi
        kept="$(backups | wc -l)"
        echo "october-backup name=$name bytes=$((bytes)) kept=$((kept)) pruned=$((before - kept))"
        """;

    /// <summary>Volume and CronJob; nothing where the spec wants no backups, or another redis than the operator's serves.</summary>
    public static IEnumerable<IKubernetesObject<V1ObjectMeta>> Render(DesiredInput input) =>
        input is { Stable.App.Backup: { } backup, Redis: not null }
            ? [Claims.Of(input.App, Names.BackupData(input.App), Names.Backup, backup.Size, backup.StorageClassName, backup.Retain), CronJob(input, backup)]
            : [];

    /// <summary>A Job as the schedule would make it, at once; null where there are no backups.</summary>
    /// <param name="input">As for rendering.</param>
    /// <param name="name">Name of the Job.</param>
    public static V1Job? Job(DesiredInput input, string name)
    {
        if (input is not { Stable.App.Backup: { } backup, Redis: not null })
            return null;
        var job = new V1Job { ApiVersion = "batch/v1", Kind = "Job", Metadata = Meta.Of(input.App, name, Names.Backup), Spec = JobSpec(input, backup) };
        // No CronJob cleans up after it, and commands may come one after the other.
        job.Spec.TtlSecondsAfterFinished = (int)TimeSpan.FromHours(1).TotalSeconds;
        return job;
    }

    private static V1CronJob CronJob(DesiredInput input, ResolvedBackup backup) => new()
    {
        Metadata = Meta.Of(input.App, Names.Component(input.App, Names.Backup), Names.Backup),
        Spec = new V1CronJobSpec
        {
            Schedule = backup.Schedule,
            TimeZone = backup.TimeZone,
            // There is nothing to copy while redis is stopped.
            Suspend = backup.Suspend || input.Scale is not null,
            ConcurrencyPolicy = "Forbid",
            StartingDeadlineSeconds = 3600,
            SuccessfulJobsHistoryLimit = 2,
            FailedJobsHistoryLimit = 2,
            JobTemplate = new V1JobTemplateSpec
            {
                Metadata = new V1ObjectMeta { Labels = Labels.Object(input.App, Names.Backup) },
                Spec = JobSpec(input, backup),
            },
        },
    };

    private static V1JobSpec JobSpec(DesiredInput input, ResolvedBackup backup)
    {
        var (app, revision) = (input.App, input.Redis!);
        var container = new V1Container
        {
            Name = Names.Backup,
            Image = backup.Image,
            Command = ["sh", "-euc", Script],
            Env =
            [
                new V1EnvVar { Name = "REDIS_HOST", Value = $"{Names.Component(app, Names.Redis)}.{app.Namespace}.svc" },
                new V1EnvVar { Name = "REDIS_PORT", Value = $"{RedisTls.PortsOf(input)[0]}" },
                new V1EnvVar { Name = "REDIS_CA_FILE", Value = revision.App.Redis.Tls is null ? "" : RedisTls.AuthoritiesFile },
                new V1EnvVar { Name = "PASSWORD_FILE", Value = AppEnvironment.SecretPath + "/REDIS_PASSWORD" },
                new V1EnvVar { Name = "BACKUP_USER", Value = RedisAccounts.Backup },
                new V1EnvVar { Name = "BACKUP_PASSWORD_FILE", Value = $"{UserPath}/{RedisAccounts.BackupPasswordKey}" },
                new V1EnvVar { Name = "BACKUP_FOLDER", Value = Folder },
                new V1EnvVar { Name = "KEEP_LAST", Value = $"{backup.KeepLast}" },
                new V1EnvVar { Name = "MAX_AGE_MINUTES", Value = backup.MaxAge is { } age ? $"{Math.Ceiling(age.TotalMinutes):0}" : "" },
            ],
            Resources = Pods.Resources(revision.App.Redis.Resources),
            VolumeMounts =
            [
                AppEnvironment.SecretMount(), new V1VolumeMount { Name = "user", MountPath = UserPath, ReadOnlyProperty = true },
                .. RedisTls.ClientMount(revision.App.Redis), new V1VolumeMount { Name = "backups", MountPath = Folder },
            ],
        };
        var template = JobPods.Template(
            input,
            Names.Backup,
            container,
            [
                AppEnvironment.SecretVolume(app, revision.App), UserVolume(app), .. RedisTls.ClientVolume(app, revision.App.Redis),
                new V1Volume { Name = "backups", PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = Names.BackupData(app) } },
            ]);
        template.Spec.Affinity = NearRedis.Of(app, template.Spec.Affinity);
        return new V1JobSpec { BackoffLimit = 1, ActiveDeadlineSeconds = 3600, Template = template };
    }

    private static V1Volume UserVolume(AppIdentity app) => new()
    {
        Name = "user",
        Secret = new V1SecretVolumeSource
        {
            SecretName = Names.RedisAuth(app),
            DefaultMode = 0b100_100_000,
            Items = [new V1KeyToPath { Key = RedisAccounts.BackupPasswordKey, Path = RedisAccounts.BackupPasswordKey }],
        },
    };
}
