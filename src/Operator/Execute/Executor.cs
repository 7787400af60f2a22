using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute;

/// <summary>
/// Carries out steps in order. A step whose prerequisites failed is left out; what the API server refuses, or does not answer in time, is collected, and
/// everything that does not depend on it is done all the same. A server that cannot be reached, or asks to wait, ends the run.
/// </summary>
internal sealed class Executor(IEnumerable<IStepHandler> handlers)
{
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
        foreach (var step in steps)
        {
            var handler = _handlers[step.GetType()];
            if (step.Requires.Any(missing.Contains))
            {
                missing.Add(step.Name);
                if (handler.Obstacle(context, step) is { } obstacle && StepFailure.Of(step, obstacle) is { } known)
                    failures.Add(known);
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

        return new ExecutionResult(context.App, failures.ConvertAll(failure => failure with { Blocks = Blocks(failure, steps) }), requeue);
    }

    /// <summary>It makes pods, or carries their traffic, or pods need it and it is not there.</summary>
    private static bool Blocks(StepFailure failure, IReadOnlyList<Step> steps) =>
        failure.Step is ApplyChild { Wanted: k8s.Models.V1Deployment or k8s.Models.V1Service }
        || (failure.IsMissing && steps.Any(step => step is ApplyChild { Wanted: k8s.Models.V1Deployment } && step.Requires.Contains(failure.Step.Name)));
}
