using Microsoft.Extensions.Logging;

namespace October.Tasks.Consumer.Running;

/// <summary>What the slots need beside what they run.</summary>
/// <param name="Time">Redis' clock.</param>
/// <param name="Logger">The log.</param>
/// <param name="MaxDeliveries">How often a message is delivered.</param>
/// <param name="Overdue">Runs that have left their slots.</param>
internal sealed record SlotServices(TimeProvider Time, ILogger Logger, int MaxDeliveries, OverdueRuns Overdue);
