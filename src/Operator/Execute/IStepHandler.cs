using October.Crd;
using October.Operator.Desired.Model;
using October.Operator.Reconcile.Steps;

namespace October.Operator.Execute;

/// <summary>The app that steps are for.</summary>
/// <param name="Entity">The app as the informer has it.</param>
/// <param name="App">Its identity.</param>
internal sealed record StepContext(V1OctoberApp Entity, AppIdentity App);

/// <summary>Carries out one type of step.</summary>
internal interface IStepHandler
{
    /// <summary>The type.</summary>
    Type StepType { get; }

    /// <summary>Carries it out.</summary>
    /// <returns>When to look again for what was put off; null for nothing.</returns>
    Task<TimeSpan?> RunAsync(StepContext context, Step step, CancellationToken cancellationToken);

    /// <summary>
    /// What is known, without a call, to keep the step from being carried out; null for nothing. It is reported although another step holds this one up.
    /// </summary>
    Exception? Obstacle(StepContext context, Step step);
}

/// <inheritdoc/>
internal abstract class StepHandler<TStep> : IStepHandler
    where TStep : Step
{
    /// <inheritdoc/>
    public Type StepType => typeof(TStep);

    /// <inheritdoc/>
    public Task<TimeSpan?> RunAsync(StepContext context, Step step, CancellationToken cancellationToken) => RunAsync(context, (TStep)step, cancellationToken);

    /// <inheritdoc/>
    public virtual Exception? Obstacle(StepContext context, Step step) => null;

    /// <inheritdoc cref="IStepHandler.RunAsync"/>
    protected abstract Task<TimeSpan?> RunAsync(StepContext context, TStep step, CancellationToken cancellationToken);
}
