using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute;

/// <summary>
/// Carries out steps in order. A step whose prerequisites failed is left out; what the API server refuses, or does not answer in time, is collected, and
/// everything that does not depend on it is done all the same. A server that cannot be reached, or asks to wait, ends the run. After a minute no further
/// object is written: the worker is for other apps, too, and the next run begins with what this one had no time for.
/// </summary>
internal sealed class Executor(IEnumerable<IStepHandler> handlers, TimeProvider time)
{
    private static readonly TimeSpan Budget = TimeSpan.FromMinutes(1);

    private readonly StepTurns _turns = new();
    private readonly Dictionary<Type, IStepHandler> _handlers = handlers.ToDictionary(handler => handler.StepType);

    /// <summary>Carries them out.</summary>
    /// <exception cref="OwnerDeletedException">The app is being deleted.</exception>
    /// <exception cref="Runtime.Api.KubeApiException">The API server asks to wait, or has an error that is not about one object.</exception>
    /// <exception cref="HttpRequestException">The API server cannot be reached.</exception>
    /// <exception cref="IOException">Something else that a step needs cannot be reached yet.</exception>
    public async Task<ExecutionResult> RunAsync(StepContext context, IReadOnlyList<Step> steps, CancellationToken cancellationToken)
    {
        var failures = new List<StepFailure>();
        var missing = new HashSet<string>(StringComparer.Ordinal);
        TimeSpan? requeue = null;
        var putOff = new List<Step>();
        var started = time.GetTimestamp();
        foreach (var step in _turns.Order(context.App, steps))
        {
            var handler = _handlers[step.GetType()];
            if (step.Requires.Any(missing.Contains))
            {
                missing.Add(step.Name);
                if (handler.Obstacle(context, step) is { } obstacle && StepFailure.Of(step, obstacle) is { } known)
                    failures.Add(known);
                continue;
            }

            if (StepFailure.IsAboutObject(step) && time.GetElapsedTime(started) >= Budget)
            {
                putOff.Add(step);
                if (!step.Exists)
                    missing.Add(step.Name);
                continue;
            }

            try
            {
                var after = await handler.RunAsync(context, step, cancellationToken);
                requeue = after < requeue || requeue is null ? after : requeue;
            }
            catch (Exception exception) when (StepFailure.Of(step, exception) is { } failure)
            {
                failures.Add(failure);
                if (failure.IsMissing)
                    missing.Add(step.Name);
            }
        }

        // What only reports has no objects, and says nothing of turns.
        if (steps.Any(StepFailure.IsAboutObject))
            _turns.Remember(context.App, failures.ConvertAll(failure => failure.Step.Name), putOff.ConvertAll(step => step.Name));
        if (putOff.Count > 0)
            failures.Add(StepFailure.PutOff(putOff, Budget));
        return new ExecutionResult(context.App, failures.ConvertAll(failure => failure with { Blocks = Blocks(failure, steps) }), requeue);
    }

    /// <summary>The app is gone.</summary>
    public void Forget(NamespacedName key) => _turns.Forget(key);

    /// <summary>It makes pods, or carries their traffic, or pods need it and it is not there.</summary>
    private static bool Blocks(StepFailure failure, IReadOnlyList<Step> steps) =>
        StepFailure.MakesOrReachesPods(failure.Step)
        || (failure.IsMissing && steps.Any(step => step is ApplyChild { Wanted: k8s.Models.V1Deployment } && step.Requires.Contains(failure.Step.Name)));
}
