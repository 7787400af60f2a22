using System.Text.Json;

namespace October.Runtime.Api;

/// <summary>An object of the API server that does not fit its type. One such object must not blind us to all others.</summary>
/// <param name="Name">Its name, where it has one.</param>
/// <param name="Error">Why it does not fit.</param>
public sealed record UnreadableObject(string? Name, Exception Error)
{
    /// <summary>Reads the object, or says why it cannot be read.</summary>
    public static T? TryRead<T>(JsonElement element, out UnreadableObject? unreadable)
        where T : class
    {
        unreadable = null;
        try
        {
            return KubeJson.Read<T>(element);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            unreadable = new UnreadableObject(element.GetProperty("metadata").GetProperty("name").GetString(), error);
            return null;
        }
    }
}
