namespace October.Tasks.Handlers;

/// <summary>One parameter of a handler.</summary>
/// <typeparam name="T">The type the handler sees.</typeparam>
public sealed class Parameter<T>
{
    internal Parameter(string name, JsonType<T> type) => (Name, Type) = (name, type);

    internal Parameter(string name, JsonType<T> type, T? fallback) : this(name, type) => (Default, HasDefault) = (fallback, true);

    /// <summary>The name senders use in kwargs.</summary>
    public string Name { get; }

    /// <summary>How its JSON is read.</summary>
    public JsonType<T> Type { get; }

    internal T? Default { get; }

    internal bool HasDefault { get; }
}
