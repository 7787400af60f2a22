using System.Text.Json;

namespace October.Tasks.Handlers;

/// <summary>A value has no JSON form, such as NaN, a cycle, or null where its type has none.</summary>
/// <param name="json">What it was written to.</param>
/// <param name="cause">Why.</param>
internal sealed class ResultNotWrittenException(Utf8JsonWriter json, Exception cause) : JsonException(cause.Message, cause)
{
    /// <summary>What it was written to: a handler's result, or something that the handler writes for itself.</summary>
    public Utf8JsonWriter Json => json;
}
