namespace October.Tasks.Consumer.Running;

/// <summary>A task is to run another one that the worker does not know.</summary>
/// <param name="name">The other one.</param>
internal sealed class NotRegisteredException(string name) : Exception($"this worker has no task \"{name}\"")
{
    /// <summary>The other one.</summary>
    public string Name => name;
}
