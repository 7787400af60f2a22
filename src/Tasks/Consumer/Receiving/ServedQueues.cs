namespace October.Tasks.Consumer.Receiving;

/// <summary>The queues that a consumer serves now: those of its settings, until remote control adds or removes one.</summary>
internal sealed class ServedQueues(IReadOnlyList<string> names)
{
    private readonly Lock _lock = new();
    private volatile IReadOnlyList<string> _names = names;
    private volatile TaskCompletionSource _changed = New();

    /// <summary>Their names; a new list after each change.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Ends at the next change.</summary>
    public Task WhenChanged => _changed.Task;

    /// <summary>Serves a queue, too; false when it was served already.</summary>
    public bool Add(string queue) => Change(queue, static (names, queue) => names.Contains(queue) ? null : [.. names, queue]);

    /// <summary>Serves a queue no longer; false when it was not served.</summary>
    public bool Remove(string queue) => Change(queue, static (names, queue) => names.Contains(queue) ? [.. names.Where(name => name != queue)] : null);

    private bool Change(string queue, Func<IReadOnlyList<string>, string, string[]?> change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (change(_names, queue) is not { } names)
                return false;
            _names = names;
            changed = _changed;
            _changed = New();
        }

        changed.SetResult();
        return true;
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
