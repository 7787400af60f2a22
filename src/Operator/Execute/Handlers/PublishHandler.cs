using October.Operator.Decide.Events;
using October.Operator.Reconcile.Steps;
using October.Runtime.Events;

namespace October.Operator.Execute.Handlers;

/// <summary>Publishes an event of the app, and logs it.</summary>
internal sealed partial class PublishHandler(EventPublisher events, ILogger logger) : StepHandler<Publish>
{
    /// <inheritdoc/>
    protected override async Task<TimeSpan?> RunAsync(StepContext context, Publish step, CancellationToken cancellationToken)
    {
        await PublishAsync(context, step.Event, cancellationToken);
        return null;
    }

    /// <summary>Publishes an event that a step led to.</summary>
    public Task PublishAsync(StepContext context, Transition transition, CancellationToken cancellationToken)
    {
        LogTransition(transition.Reason, transition.Message);
        var annotations = transition.Revision.Length > 0 ? EventAnnotations.Of(context.Entity, transition.Revision) : null;
        return events.PublishAsync(
            context.Entity,
            new EventNote(transition.Warning, transition.Reason, transition.Action, transition.Message, transition.Key) { Annotations = annotations },
            cancellationToken);
    }

    [LoggerMessage(1000, LogLevel.Information, "{Reason}: {Message}")]
    private partial void LogTransition(string reason, string message);
}
