using System.Text.Json;

namespace October.Runtime.Api;

/// <summary>One line of a watch, not yet read as a type: bookmarks and errors are told apart first.</summary>
public sealed record WatchLine(string Type, JsonElement Object);
