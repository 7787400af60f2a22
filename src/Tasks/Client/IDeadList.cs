namespace October.Tasks.Client;

/// <summary>The messages that no worker should take any more. They stay until somebody decides about them.</summary>
public interface IDeadList
{
    /// <summary>The latest ones first, each with no more than the beginning of its message.</summary>
    /// <param name="count">At most this many.</param>
    /// <param name="skip">After this many.</param>
    /// <exception cref="Redis.QueueUnavailableException">Redis did not answer.</exception>
    Task<IReadOnlyList<DeadMessage>> ListAsync(int count, int skip = 0);

    /// <summary>Sends one again, as if for the first time: its deaths are forgotten, and so is the failure that was recorded. False when it is gone.</summary>
    /// <exception cref="ArgumentException">No queue may have the name that the entry says it came from.</exception>
    /// <exception cref="Redis.QueueUnavailableException">Redis did not answer.</exception>
    Task<bool> ReplayAsync(string entryId);

    /// <summary>Throws one away for good. False when it is gone.</summary>
    /// <exception cref="Redis.QueueUnavailableException">Redis did not answer.</exception>
    Task<bool> DiscardAsync(string entryId);
}
