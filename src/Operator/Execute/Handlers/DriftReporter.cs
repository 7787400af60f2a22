using October.Operator.Decide.Events;
using October.Operator.Telemetry;

namespace October.Operator.Execute.Handlers;

/// <summary>Reports and counts what another client has changed and is reverted.</summary>
internal sealed class DriftReporter(PublishHandler events, AppCounter drift, TimeProvider time)
{
    /// <summary>Each time is an event of its own.</summary>
    /// <param name="context">The app.</param>
    /// <param name="kind">Kind of the child.</param>
    /// <param name="message">What was changed, and what to do instead.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task ReportAsync(StepContext context, string kind, string message, CancellationToken cancellationToken)
    {
        drift.Count(context.App.Namespace, context.App.Name, kind);
        return events.PublishAsync(
            context,
            new Transition(false, "DriftCorrected", message, "") { Action = "Apply", Key = $"{message}/{time.GetUtcNow().ToUnixTimeMilliseconds()}" },
            cancellationToken);
    }
}
