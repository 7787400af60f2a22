using System.Text.Json;

namespace October.Runtime.Api;

/// <summary>One line of a watch, not yet read as a type: it may be a bookmark or an error.</summary>
public sealed record WatchLine(string Type, JsonElement Object);
