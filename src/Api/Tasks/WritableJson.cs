using System.Text.Json;
using October.Tasks.Messages;

namespace October.Api.Tasks;

/// <summary>Values that others have stored, in a form that can be written.</summary>
internal static class WritableJson
{
    /// <summary>The value, with U+FFFD for each half of a pair of surrogates: .NET reads it and cannot write it.</summary>
    public static JsonElement? Of(JsonElement? value)
    {
        if (value is not { } json || json.GetRawText() is not { } raw || WholeText.Json(raw) is not { } whole || ReferenceEquals(raw, whole))
            return value;
        return JsonElement.Parse(whole, new JsonDocumentOptions { MaxDepth = 1000 });
    }
}
