using System.Security.Cryptography;
using October.Crd;
using October.Crd.Defaults;
using October.Operator.Decide.Rollout.Model;
using October.Operator.Desired.Model;
using October.Operator.Desired.Restrict;
using October.Operator.Execute;
using October.Operator.Execute.Children;
using October.Operator.Gather;
using October.Operator.Reconcile;
using October.Operator.Reconcile.Model;
using October.Operator.Reconcile.Plans;
using October.Operator.Smoke;
using October.Runtime.Abstractions;

namespace October.Operator.Controller;

/// <summary>
/// Reconciles one OctoberApp: gather everything, decide, plan, execute. What was decided is remembered in status before it is acted on, so an
/// operator that dies in between is followed by one that acts the same.
/// </summary>
internal sealed class OctoberAppController(
    Gatherer gatherer,
    Executor executor,
    StatusApplier status,
    SmokeRuns smoke,
    Func<ClusterFacts> cluster,
    TimeProvider time) : IEntityController<V1OctoberApp>
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(10);

    /// <summary>A rollout has a deadline, and what it waits for is allowed soon after the backoff of other refusals has become long.</summary>
    private static readonly TimeSpan BlockedRetry = TimeSpan.FromSeconds(10);

    private readonly BlockingErrors _errors = new();

    /// <inheritdoc/>
    public async Task<ReconciliationResult<V1OctoberApp>> ReconcileAsync(V1OctoberApp entity, CancellationToken cancellationToken)
    {
        // What an app owns goes with it, by owner references.
        if (entity.Metadata.DeletionTimestamp is not null)
            return ReconciliationResult<V1OctoberApp>.Success();
        try
        {
            return await ReconcileLivingAsync(entity, cancellationToken);
        }
        catch (OwnerDeletedException)
        {
            return ReconciliationResult<V1OctoberApp>.Success();
        }
        catch (SecretExistsException)
        {
            return ReconciliationResult<V1OctoberApp>.Success(AtOnce);
        }
    }

    /// <inheritdoc/>
    public Task<ReconciliationResult<V1OctoberApp>> DeletedAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        smoke.Forget(key);
        _errors.Clear(key);
        status.Forget(key);
        executor.Forget(key);
        return Task.FromResult(ReconciliationResult<V1OctoberApp>.Success());
    }

    private async Task<ReconciliationResult<V1OctoberApp>> ReconcileLivingAsync(V1OctoberApp entity, CancellationToken cancellationToken)
    {
        var key = NamespacedName.Of(entity);
        var context = new ReconcileContext(
            entity, SpecDefaults.Resolve(entity.Spec), cluster(), time.GetUtcNow(), FreshPassword: Random(), FreshApiKey: Random(), FreshUsersKey: Random());
        RestrictionCheck.Require(context.App, entity.Spec, context.Current, context.Cluster.Restrictions);
        if (!context.Cluster.MakesSecrets)
            NamedSecrets.Require(context.Current);
        var observation = await gatherer.GatherAsync(context, _errors.Of(key), cancellationToken);
        var plan = Planner.Plan(observation, AppDecider.Decide(observation));
        var steps = new StepContext(entity, context.App);
        var result = await executor.RunAsync(steps, plan.Steps, cancellationToken);
        if (plan.Decision.Observed.Suspended)
            return Result(plan, result);

        _errors.Set(key, result.Errors with { At = context.Now, Obstacle = plan.Blocked });
        var errors = result.Errors with { Blocked = result.Errors.Blocked ?? plan.Blocked };
        if (!errors.Same(plan.Errors))
            await executor.RunAsync(steps, [.. ErrorPlan.Of(observation, plan.Decision, errors)], cancellationToken);
        // What is looked for again at its own pace, a Secret of the user's, is no error of the operator's.
        if (plan is { Blocked: { } blocked, RequeueAfter: null })
            return ReconciliationResult<V1OctoberApp>.PartialFailure(
                blocked.Message, plan.Decision.Rollout.State.Step == RolloutStep.Idle ? null : BlockedRetry);
        return Result(plan, result);
    }

    /// <summary>256 bits, in letters that no shell, URL or config file minds.</summary>
    private static string Random() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    private static ReconciliationResult<V1OctoberApp> Result(ReconcilePlan plan, ExecutionResult result)
    {
        var next = result.RequeueAfter < plan.RequeueAfter || plan.RequeueAfter is null ? result.RequeueAfter : plan.RequeueAfter;
        if (plan.Decision.Rollout.State.Step != RolloutStep.Idle && result.Failures.Any(static failure => failure.Blocks) && !(next < BlockedRetry))
            next = BlockedRetry;
        // What was refused is retried with backoff; deadlines and probes of the rollout do not wait for that.
        return result.Failures.Count > 0
            ? ReconciliationResult<V1OctoberApp>.PartialFailure(result.Message, next)
            : ReconciliationResult<V1OctoberApp>.Success(next);
    }
}
