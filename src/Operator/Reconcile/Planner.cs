using System.Collections.Immutable;
using October.Crd.Status;
using October.Operator.Decide.Events;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Decide.Rotation;
using October.Operator.Desired;
using October.Operator.Desired.Model;
using October.Operator.Messages;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Plans;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Reconcile;

/// <summary>Turns a decision into steps. Pure: what was observed and decided is all that it depends on.</summary>
internal static class Planner
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan SecretPoll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProbePoll = TimeSpan.FromSeconds(1);

    /// <summary>What is due and yet changed nothing waits for something else: looking at it all the time would take the operator from other apps.</summary>
    private static readonly TimeSpan OverduePoll = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RotationPause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(30);

    /// <summary>When redis has not taken its passwords.</summary>
    private static readonly TimeSpan RotationRetry = TimeSpan.FromSeconds(10);

    /// <summary>A pod that cannot start says so once, and that counts when it has lasted.</summary>
    private static readonly TimeSpan BackupPoll = TimeSpan.FromSeconds(10);

    /// <summary>The Secret that a user names is not watched.</summary>
    private static readonly TimeSpan NamedSecretPoll = TimeSpan.FromMinutes(5);

    /// <summary>No timer lasts for months: to look a day too early does no harm.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Plans.</summary>
    public static ReconcilePlan Plan(AppObservation observation, AppDecision decision)
    {
        if (observation.Secret is not { } secret)
            return new ReconcilePlan(
                decision,
                [
                    .. decision.Events.Select(transition => new Publish(transition)), new WriteStatus(StatusPlan.Of(observation, decision)),
                    .. decision.Rollout.Finished is null ? Array.Empty<Step>() : [Count(observation, decision)],
                ],
                SecretPoll,
                decision.Observed.Blocked);
        if (observation.Revisions.Render(decision.Rollout.Stable) is not { } stable)
        {
            var missing = new Failure(
                Reasons.DependencyNotReady, $"ControllerRevision {Names.Revision(observation.Context.App, decision.Rollout.Stable)} not found");
            return Blocked(observation, decision, missing);
        }

        var input = Input(observation, decision, secret, stable);
        return decision.Observed.Suspended
            ? new ReconcilePlan(
                decision,
                [.. Remember(observation, decision), .. CertificatePlan.Unrenewed(observation)],
                CertificatePlan.UnrenewedAt(observation) is { } at && at > observation.Context.Now
                    ? Until(at, observation.Context.Now, hasChanged: false)
                    : null)
            : Act(observation, decision, input);
    }

    private static ReconcilePlan Act(AppObservation observation, AppDecision decision, DesiredInput input)
    {
        if (CertificatePlan.Missing(observation, decision, input) is { } certificate)
            return Blocked(observation, decision, certificate, CertificatePlan.Request(observation, input));
        if (JobPlan.Missing(decision, input) is { } missing)
            return Blocked(observation, decision, new Failure(Reasons.DependencyNotReady, missing));
        DesiredState desired;
        try
        {
            desired = DesiredState.Render(input);
        }
        catch (FormatException exception)
        {
            return Blocked(observation, decision, new Failure(Reasons.InvalidSpec, Bounded.Text(exception.Message, 500)));
        }

        // Nothing new starts before the Secret is there, which the status says.
        var awaited = observation.Ongoing is not null && decision.Rollout.State.Step == RolloutStep.Idle ? decision.Observed.Blocked : null;
        var next = RequeueAfter(observation, decision);
        var guard = desired.Objects.Any(child => !observation.Children.Existing.Contains(ChildKey.Of(child)));
        var children = ChildPlan.Of(observation, input, desired).ToList();
        var workloads = children.Where(step => step is ApplyChild { Wanted: k8s.Models.V1Deployment }).Select(step => step.Name).ToImmutableArray();
        IEnumerable<Step> acting =
        [
            .. children,
            .. desired.Unreadable.Select(child => new RefuseChild(new ChildKey(child.Kind, child.Name), child.Problem)),
            .. ChildPlan.Prune(observation, desired, workloads),
            .. SmokePlan.Of(observation, decision, input),
            .. JobPlan.Of(observation, decision, input),
            .. RotationSteps.Of(observation, decision, input, workloads),
            .. CertificatePlan.Of(observation, input),
        ];
        return new ReconcilePlan(
            decision,
            [.. Remember(observation, decision, guard), .. acting.Select(AfterStatus)],
            observation.Ongoing is not null && !(next < SecretPoll) ? SecretPoll : next,
            awaited);
    }

    /// <summary>What the decision depends on is kept first, then the decision itself, before anything is acted on.</summary>
    private static IEnumerable<Step> Remember(AppObservation observation, AppDecision decision, bool creates = false)
    {
        if (creates || !observation.SecretExists || observation.Revisions.IsTargetNew || observation.Children.LeftOver.Count > 0)
            yield return new VerifyOwner();
        foreach (var step in AdoptionPlan.Of(observation))
            yield return step;
        foreach (var step in SecretPlan.Of(observation))
            yield return step;
        // Also while nothing is acted on, or status cannot be written: revisions must not become ever more then.
        foreach (var step in RevisionPlan.Prune(observation, decision))
            yield return step;
        foreach (var step in RevisionPlan.Create(observation))
            yield return step;
        foreach (var transition in decision.Events)
            yield return new Publish(transition);
        yield return new WriteStatus(StatusPlan.Of(observation, decision));
        yield return Count(observation, decision);
    }

    private static CountEnded Count(AppObservation observation, AppDecision decision) =>
        new(decision.Rollout, observation.State, decision.BackupEnded) { Requires = [WriteStatus.StepName] };

    /// <summary>Only a person can help: status and an event say what to do, and it is tried again with backoff.</summary>
    private static ReconcilePlan Blocked(AppObservation observation, AppDecision decision, Failure blocked, IEnumerable<Step>? further = null)
    {
        var said = decision with
        {
            Observed = decision.Observed with { Blocked = blocked },
            Events = [.. decision.Events, new Transition(true, blocked.Reason, blocked.Message, decision.Observed.Target) { Action = "Apply" }],
        };
        return new ReconcilePlan(said, [.. Remember(observation, said), .. CertificatePlan.Unrenewed(observation), .. further ?? []], null, blocked);
    }

    private static Step AfterStatus(Step step) => step with { Requires = step.Requires.Add(WriteStatus.StepName) };

    private static DesiredInput Input(AppObservation observation, AppDecision decision, AppSecret secret, RenderedRevision stable) => new()
    {
        App = observation.Context.App,
        Cluster = observation.Context.Cluster,
        Stable = stable,
        // A restore stops everything that uses redis; the preview of a frozen revision is there again after it.
        Preview = decision.Rollout.Preview is { } preview && observation.Invalid is null && decision.Restore.State?.Scale is null
            ? observation.Revisions.Render(preview)
            : null,
        LastGood = decision.Rollout.State.LastGood is { } good ? observation.Revisions.Render(good) : null,
        Passwords = secret.Redis,
        HasNamedKeys = secret.NamedKeys is not null,
        GeneratedKey = secret.GeneratedKey,
        Scale = decision.Restore.State?.Scale,
        Requested = observation.Context.Current.Redis is { IsManaged: true } requested ? requested : null,
        OwnCertificate = observation.Certificates.Own,
        Certificates = observation.Certificates.ByName,
    };

    private static TimeSpan? RequeueAfter(AppObservation observation, AppDecision decision)
    {
        var now = observation.Context.Now;
        if (decision.Restore.State is { IsUnderWay: true } restore)
            return Until(decision.Restore.RequeueAt, now, restore != observation.RestoreState);
        // What the spec has come to ask for during the restore was not looked at.
        if (decision.Restore.HasEnded)
            return AtOnce;
        var probing = decision.Rollout.Smoke is null || SmokePlan.Address(observation, decision) is not null;
        // Once a backup is stale, time changes nothing more.
        var stale = decision.Observed.Backup.StaleAt is { } at && at > now ? Until(at, now, hasChanged: false) : null;
        var rollout = decision.Rollout.State;
        TimeSpan?[] waits =
        [
            probing
                ? Until(decision.Rollout.RequeueAt, now, rollout != observation.State)
                : PollInterval.Of(ProbePoll, LongestPoll, now - rollout.StepStartedAt),
            decision.Rotation == RotationStep.None ? null : Rotation(observation, decision), stale,
            decision.Observed.Backup.Unstarted is { Cause: null } ? BackupPoll : null,
            Until(CertificatePlan.NextAt(observation), now, hasChanged: false), observation.Context.Current.SecretName is null ? null : NamedSecretPoll,
        ];
        return waits.Min();
    }

    /// <summary>Pods that move are events; redis may start again in the meantime, and one pod may not move for days.</summary>
    private static TimeSpan Rotation(AppObservation observation, AppDecision decision) =>
        PollInterval.Of(
            decision.Observed.Refused.Any(static refused => refused.Child == RotationPlan.AcceptStep) ? RotationRetry : RotationPause,
            LongestPoll,
            observation.Secret!.Redis.StartedAt is { } started ? observation.Context.Now - started : TimeSpan.Zero);

    private static TimeSpan? Until(DateTimeOffset? time, DateTimeOffset now, bool hasChanged) => time switch
    {
        null => null,
        { } at when at <= now => hasChanged ? AtOnce : OverduePoll,
        { } at => at - now < LongestWait ? at - now : LongestWait,
    };
}
