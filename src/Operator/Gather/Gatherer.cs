using October.Crd.Defaults;
using October.Crd.Revisions;
using October.Operator.Decide.Commands;
using October.Operator.Decide.Rollout;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Decide.Rotation;
using October.Operator.Decide.Status;
using October.Operator.Desired.Restrict;
using October.Operator.Desired.Tls;
using October.Operator.Gather.Health;
using October.Operator.Gather.Jobs;
using October.Operator.Gather.Sources;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Plans;
using October.Operator.Smoke;
using October.Runtime.Abstractions;

namespace October.Operator.Gather;

/// <summary>Reads everything that a decision depends on, once: stores, memory, and the few objects and logs that no store has.</summary>
internal sealed class Gatherer(Readers read, SmokeRuns smoke)
{
    /// <summary>Reads it all.</summary>
    /// <param name="context">The app.</param>
    /// <param name="errors">What was refused when its children were last applied.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <exception cref="Runtime.Api.KubeApiException">The API server refused a read.</exception>
    public async Task<AppObservation> GatherAsync(ReconcileContext context, ApplyErrors errors, CancellationToken cancellationToken)
    {
        var (app, status) = (context.App, context.Entity.Status);
        var state = StatusReader.Read(app.Name, status);
        var found = await read.Secrets.ReadAsync(context, context.Current, cancellationToken);
        var target = found.Secret is { } named ? RevisionHash.Of(context.Entity.Spec, named.Digest) : null;
        var revisions = read.Revisions.Read(context, target);
        var ongoing = target is null && state.Ongoing is { } hash ? revisions.Render(hash)?.App : null;
        // What the spec asks for waits for its Secret; what is under way, or serves, has its own.
        if (ongoing is not null && (ongoing.SecretName is not null || context.Cluster.MakesSecrets))
            found = await read.Secrets.ReadAsync(context, ongoing, cancellationToken);
        var secret = found.Secret;
        var policy = Policy(context.Current);
        var health = await read.Health.ReadAllAsync(context, Detail(state, policy, context.Now), cancellationToken);
        var invalid = Revisions.RevisionCheck.Of(context.App, revisions, secret);
        var before = BackupReader.Remembered(context.Current.Backup, status?.Backup);
        var probes = read.Addresses.Probes(app, state.Revision);
        var rollout = new Observed
        {
            Now = context.Now,
            Api = health.Api,
            Worker = health.Worker,
            Redis = health.Redis,
            // Which costs something, and matters only then.
            ReplacesRedis = health.Redis is { Exists: true, Available: 0 }
                && Revisions.RedisReplacement.Is(context.Entity.Spec, state.Held ?? state.LastGood, revisions),
            PreviewApi = health.PreviewApi,
            PreviewWorker = health.PreviewWorker,
            Generation = context.Entity.Metadata.Generation ?? 0,
            Target = target ?? state.Revision ?? state.LastAttempted ?? "",
            Invalid = invalid,
            KnownRevisions = Known(context, revisions, state),
            Smoke = smoke.Outcome(NamespacedName.Of(context.Entity), SmokePlan.Run(state)),
            Policy = policy,
            Commands = CommandTokens.Read(context.Entity.Metadata.Annotations),
            Suspended = context.Current.Suspend,
            Backup = await read.Backups.ReadAsync(app, context.Current.Backup, before, context.Now, cancellationToken),
            FirstBackup = state.Step == RolloutStep.Backup ? await read.Backups.FirstAsync(app, state, context.Now, cancellationToken) : null,
            Unreverted = Unreverted(context, state, revisions, secret),
            LoadBalancer = read.Addresses.LoadBalancer(app),
            Blocked = errors.Blocked,
            Obstacle = errors.Obstacle,
            Refused = errors.Refused,
            RefusedAt = errors.At,
            PreviewHasAddress = probes.Preview is not null,
            ServiceHasAddress = probes.Stable is not null,
        };
        var restore = RestoreStatuses.Read(status?.Restore);
        return new AppObservation
        {
            Context = context,
            State = state,
            Rollout = rollout,
            RestoreState = restore,
            Restore = await read.Restores.ReadAsync(context, restore, rollout, cancellationToken),
            Secret = secret,
            Ongoing = ongoing,
            SecretExists = found.Exists,
            PasswordOrigin = found.Origin,
            ApiKey = found.ApiKey,
            HasCopies = found.HasCopies,
            Certificates = await read.Certificates.ReadAsync(app, CertificateNames(context, state, revisions), context.Now, cancellationToken),
            SpecAuthor = SpecAuthors.Latest(context.Entity.Metadata.ManagedFields),
            Revisions = revisions,
            Children = read.Children.Read(app, context.Adopts),
            Probes = probes,
            BackupBefore = before,
            RedisAddress = read.Addresses.Redis(app),
        };
    }

    /// <summary>
    /// Those that can be rolled back to. One from before the operator refused what it asks for is none, except the one that serves: of those that a new
    /// command asks for, each look costs as much as a reconcile. What is rolled back to is none where it cannot be read any more.
    /// </summary>
    private static IReadOnlySet<string> Known(ReconcileContext context, RevisionSet revisions, RolloutState state)
    {
        var named = CommandTokens.Read(context.Entity.Metadata.Annotations).New(CommandKind.RollbackTo, state.Handled) is { } token
            ? RolloutCommands.HashOf(token)
            : null;
        return revisions.Hashes
            .Where(hash => hash == state.LastGood || hash == state.RollbackTo ? revisions.Render(hash) is not null
                : hash != named || hash == revisions.Target
                    || (revisions.Render(hash) is { } revision && RestrictionCheck.Refusal(context.App, revision, context.Cluster.Restrictions) is null))
            .ToHashSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> CertificateNames(ReconcileContext context, RolloutState state, RevisionSet revisions) =>
        new[] { state.Revision, state.LastGood, state.RollbackTo, state.LastAttempted }
            .OfType<string>()
            .Select(hash => revisions.Render(hash)?.App.Redis)
            .Append(context.Current.Redis)
            .Select(redis => redis is { IsManaged: true } ? RedisTls.SecretName(context.App, redis) : null)
            .OfType<string>();

    private string? Unreverted(ReconcileContext context, RolloutState state, RevisionSet revisions, AppSecret? secret) =>
        state is { Cause: not null, Destination: { } good } && revisions.Stored(good)?.Data is { } data
            ? Revisions.Unreverted.Of(data, context.Current, secret?.Digest, read.Addresses.RedisClaim(context.App))
            : null;

    private static HealthDetail Detail(RolloutState state, RolloutPolicy policy, DateTimeOffset now) =>
        state.Step == RolloutStep.Idle ? HealthDetail.Counts : now < Deadlines.Next(state, policy) ? HealthDetail.Crashes : HealthDetail.Everything;

    private static RolloutPolicy Policy(ResolvedApp app) => new(app.Rollout.Preview, app.Rollout.ProgressDeadline, app.Rollout.BakeTime)
    {
        BackUpFirst = app.Backup is { BeforeRollout: true },
        AttemptDeadline = app.Rollout.AttemptDeadline,
        Rollback = Enum.Parse<RollbackPolicy>(app.Rollout.Rollback.Policy),
        Retry = new RetryPolicy(app.Rollout.Rollback.Retries, app.Rollout.Rollback.RetryBackoff),
    };
}
