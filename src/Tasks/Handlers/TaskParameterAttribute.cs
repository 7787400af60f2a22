namespace October.Tasks.Handlers;

/// <summary>The name of a parameter for senders, where it is another than in the code.</summary>
/// <param name="name">The name in the keyword arguments.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TaskParameterAttribute(string name) : Attribute
{
    /// <summary>The name in the keyword arguments.</summary>
    public string Name => name;
}
