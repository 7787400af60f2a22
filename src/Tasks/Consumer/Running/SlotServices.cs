using Microsoft.Extensions.Logging;

namespace October.Tasks.Consumer.Running;

/// <summary>The clock and the log of the slots.</summary>
internal sealed record SlotServices(TimeProvider Time, ILogger Logger);
