using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace October.Runtime.Api;

/// <summary>An object of the API server that does not fit its type. One such object must not blind us to all others.</summary>
/// <param name="Name">Its namespace and name; empty where it has none.</param>
/// <param name="Error">Why it does not fit.</param>
public sealed record UnreadableObject(NamespacedName Name, Exception Error)
{
    /// <summary>Reads the object; false says why it cannot be read.</summary>
    public static bool TryRead<T>(JsonElement element, [NotNullWhen(true)] out T? entity, [NotNullWhen(false)] out UnreadableObject? unreadable)
        where T : class
    {
        (entity, unreadable) = (null, null);
        try
        {
            entity = KubeJson.Read<T>(element);
            if (entity is not null && Metadata(element, "name") is not null)
                return true;
            (entity, unreadable) = (null, new UnreadableObject(NameOf(element), new JsonException("there is no object, or it has no name")));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            unreadable = new UnreadableObject(NameOf(element), exception);
        }

        return false;
    }

    /// <summary>The namespace and name of an object; empty where it has none.</summary>
    internal static NamespacedName NameOf(JsonElement element) => new(Metadata(element, "namespace") ?? "", Metadata(element, "name") ?? "");

    /// <summary>A text of the object's metadata; null when it has none.</summary>
    internal static string? Metadata(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
