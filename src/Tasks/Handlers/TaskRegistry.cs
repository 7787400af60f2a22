using System.Diagnostics.CodeAnalysis;

namespace October.Tasks.Handlers;

/// <summary>The tasks a worker runs, by name. Fill it before the consumer starts; a name mapped twice is served by the later handler.</summary>
public sealed class TaskRegistry
{
    private readonly Dictionary<string, ITaskHandler> _handlers = new(StringComparer.Ordinal);

    /// <summary>The names of all tasks, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _handlers.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds a handler.</summary>
    public TaskRegistry Map(ITaskHandler handler)
    {
        _handlers[handler.Name] = handler;
        return this;
    }

    internal bool TryGet(string name, [NotNullWhen(true)] out ITaskHandler? handler) => _handlers.TryGetValue(name, out handler);
}
