using System.Text.Json.Nodes;

namespace October.Tasks.Canvas;

/// <summary>The end of one part of a chord's header.</summary>
/// <param name="Group">The header's id.</param>
/// <param name="Index">The part's place in it; null for last.</param>
/// <param name="Encoded">What the other parts' workers read: <c>[1, id, state, result]</c>.</param>
/// <param name="Body">The signature of the chord's body; null when the part's message cannot be read.</param>
internal sealed record ChordPart(string Group, int? Index, byte[] Encoded, JsonNode? Body)
{
    /// <summary>The signature of the chord's body; for a part whose message cannot be read as the worker of another part has kept it.</summary>
    public JsonNode? Body { get; set; } = Body;

    /// <summary>The body as it is kept for parts whose messages cannot be read.</summary>
    public byte[] EncodedBody { get; } = Body is null ? [] : SignatureMessage.Bytes(Body);

    /// <summary>How many parts have ended, this one included, when it is the last one and its body is among the changes; null until then.</summary>
    public int? Completes { get; set; }

    /// <summary>True when the body has failed: the parts are then kept for those who look for the cause, as Celery does.</summary>
    public bool IsKept { get; set; }
}
