using k8s.Models;
using October.Crd.Revisions;
using October.Operator.Decide.Restore;
using October.Operator.Desired.Model;
using October.Operator.Desired.Workloads;

namespace October.Operator.Desired.Redis;

/// <summary>The Job that replaces redis' data by a backup's, while redis is stopped.</summary>
internal static class RestoreJob
{
    public const string Component = "restore";

    /// <summary>What the log has before the data is touched.</summary>
    public const string Preparing = "preparing the new data";

    /// <summary>What the log has from when the data is touched.</summary>
    public const string Replacing = "replacing the data";

    /// <summary>How the script ends when it fails after that.</summary>
    public const int FailedInReplacing = 3;

    /// <summary>A deadline that ends the Job at once.</summary>
    internal const int PassedDeadline = 1;

    private const string BackupFolder = "/backups";
    private const string DataFolder = "/data";

    /// <summary>
    /// Fixed text: what differs comes by the environment. The new data is made whole in a folder of its own, as the append-only file that redis reads
    /// when it starts, and only then takes the old one's place; every line after that may be repeated, so a Job that dies is simply run again. Before it
    /// touches the data it ends at once when it is told to; from then on only when it is done.
    /// </summary>
    internal const string Script = """
        umask 077
        trap "exit 143" TERM
        cd "$DATA_FOLDER"
        new=".restore-$RESTORE_ID"
        old="before-restore-$RESTORE_ID"
        if [ ! -e "$new/ready" ] && [ ! -e "$old/done" ]; then
          name="$BACKUP_NAME"
          [ "$name" != latest ] || name="$(ls "$BACKUP_FOLDER" | grep "^dump-.*[.]rdb$" | sort | tail -n 1)"
          if [ -z "$name" ] || [ ! -f "$BACKUP_FOLDER/$name" ]; then echo "there is no backup ${name:-at all}"; exit 1; fi
          echo "preparing the new data from $name"
          rm -rf .restore-*
          mkdir "$new"
          cp "$BACKUP_FOLDER/$name" "$new/dump.rdb"
          cd "$new"
          redis-check-rdb dump.rdb > check || { cat check; exit 1; }
          redis-server --dir . --dbfilename dump.rdb --appendonly no --save "" --port 0 --unixsocket redis.sock > log 2>&1 &
          server=$!
          until [ "$(redis-cli -s redis.sock ping 2> /dev/null)" = PONG ]; do kill -0 "$server" 2> /dev/null || { tail -n 5 log; exit 1; }; sleep 0.2; done
          keys=0
          for count in $(redis-cli -s redis.sock info keyspace | sed -n "s/^db[0-9]*:keys=\([0-9]*\).*/\1/p"); do keys=$((keys + count)); done
          read="$(sed -n "s/.*\] \([0-9]*\) keys read.*/\1/p" check)"
          expires="$(sed -n "s/.*\] \([0-9]*\) expires.*/\1/p" check)"
          if [ "$keys" -lt "$((read - expires))" ]; then echo "only $keys of $read keys came back"; kill "$server"; exit 1; fi
          redis-cli -s redis.sock config set appendonly yes > /dev/null
          until redis-cli -s redis.sock info persistence | tr -d "\r" | grep -q "^aof_rewrite_in_progress:0" && ! redis-cli -s redis.sock info persistence | tr -d "\r" | grep -q "^aof_rewrite_scheduled:1"; do sleep 0.2; done
          redis-cli -s redis.sock info persistence | tr -d "\r" | grep -q "^aof_last_bgrewrite_status:ok"
          redis-cli -s redis.sock shutdown nosave || true
          wait "$server"
          [ -e appendonlydir ] || [ -e appendonly.aof ]
          rm -f dump.rdb check log redis.sock
          echo "name=$name keys=$keys" > report
          sync
          : > ready
          sync
          cd ..
        fi
        trap "" TERM
        trap '[ "$?" = 0 ] || exit 3' EXIT
        if [ ! -e "$old/done" ]; then
          echo "replacing the data"
          mkdir -p "$old"
          if [ ! -e "$old/moved" ]; then
            for one in appendonlydir appendonly.aof dump.rdb; do if [ -e "$one" ] && [ ! -e "$old/$one" ]; then mv "$one" "$old/$one"; fi; done
            : > "$old/moved"
          fi
          for one in appendonlydir appendonly.aof; do if [ -e "$new/$one" ]; then [ ! -e "$one" ] || { echo "$one is there again"; exit 1; }; mv "$new/$one" "$one"; fi; done
          if [ -e "$new/report" ]; then mv "$new/report" "$old/report"; fi
          : > "$old/done"
          sync
          rm -rf "$new"
        fi
        # What another one has moved and not replaced is the only copy of it.
        for one in before-restore-*; do [ "$one" = "$old" ] || [ ! -e "$one/done" ] || rm -rf "$one"; done
        echo "october-restore $(cat "$old/report")"
        """;

    /// <summary>The same restore has the same name; one that asks for the same again has another.</summary>
    public static string Name(AppIdentity app, RestoreState restore) => $"{app.Name}-restore-{Id(restore)}";

    /// <summary>How operators up to 0.1.0 have named it: by the request alone.</summary>
    public static string NameBefore(AppIdentity app, string requestId) => $"{app.Name}-restore-{RevisionHash.Short(requestId)}";

    /// <summary>There are a redis of the operator's, and backups.</summary>
    public static bool IsPossible(DesiredInput input) => input is { Stable.App.Backup: not null, Redis: not null };

    /// <summary>The Job; null where it is not possible.</summary>
    /// <exception cref="FormatException">The user's part of redis' template is not part of a pod.</exception>
    public static V1Job? Job(DesiredInput input, RestoreState restore)
    {
        if (input is not { Stable.App.Backup: { } backup, Redis.App: { } app })
            return null;
        var container = new V1Container
        {
            Name = Component,
            Image = backup.Image,
            Command = ["sh", "-euc", Script],
            Env =
            [
                new V1EnvVar { Name = "BACKUP_FOLDER", Value = BackupFolder },
                new V1EnvVar { Name = "DATA_FOLDER", Value = DataFolder },
                new V1EnvVar { Name = "BACKUP_NAME", Value = restore.BackupName },
                new V1EnvVar { Name = "RESTORE_ID", Value = Id(restore) },
            ],
            Resources = Pods.Resources(app.Redis.Resources),
            VolumeMounts =
            [
                new V1VolumeMount { Name = "backups", MountPath = BackupFolder, ReadOnlyProperty = true },
                new V1VolumeMount { Name = "data", MountPath = DataFolder },
            ],
        };
        var template = JobPods.Template(
            input, Component, container, Volume("backups", Names.BackupData(input.App)), Volume("data", Names.RedisData(input.App)));
        // Redis' volume says where; and what redis may have to be near to does not run during a restore.
        if (template.Spec.Affinity is { } near)
            template.Spec.Affinity = new V1Affinity { NodeAffinity = near.NodeAffinity, PodAntiAffinity = near.PodAntiAffinity };
        return new V1Job
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Metadata = Meta.Of(input.App, Name(input.App, restore), Component),
            Spec = new V1JobSpec
            {
                BackoffLimit = 2,
                ActiveDeadlineSeconds = (long)DataReplacement.LongestJob.TotalSeconds,
                // Two pods on one volume would undo what the other does.
                PodReplacementPolicy = "Failed",
                TtlSecondsAfterFinished = (int)TimeSpan.FromDays(7).TotalSeconds,
                Template = template,
            },
        };
    }

    private static string Id(RestoreState restore) => RevisionHash.Short($"{restore.RequestId}/{restore.StartedAt.ToUnixTimeSeconds()}");

    private static V1Volume Volume(string name, string claim) =>
        new() { Name = name, PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = claim } };
}
