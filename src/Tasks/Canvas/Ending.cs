using System.Text.Json.Nodes;
using October.Tasks.Results;

namespace October.Tasks.Canvas;

/// <summary>How a task ended.</summary>
/// <param name="State">A final state.</param>
/// <param name="Value">The result of a successful run, as JSON.</param>
/// <param name="Failure">Why it did not succeed.</param>
/// <param name="Traceback">The stack trace of a failure.</param>
internal sealed record Ending(string State, ReadOnlyMemory<byte> Value = default, TaskFailure? Failure = null, string? Traceback = null)
{
    /// <summary>The results of what its handler has sent.</summary>
    public JsonArray? Children { get; init; }

    /// <summary>How much of what follows is worked out.</summary>
    public Following Following { get; init; }
}
