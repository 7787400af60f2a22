using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Reconcile.Model;

/// <summary>What kept an app's children from being applied at the last try.</summary>
/// <param name="Blocked">Only a person can help; null for nothing.</param>
/// <param name="Refused">Children that the API server refused, in the order of applying.</param>
internal sealed record ApplyErrors(Failure? Blocked, IReadOnlyList<RefusedChild> Refused)
{
    /// <summary>Everything was applied.</summary>
    public static ApplyErrors None { get; } = new(null, []);

    /// <summary>Why the plan had no children to apply; null when it had. The status of that try has said it.</summary>
    public Failure? Obstacle { get; init; }

    /// <summary>When the try was.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The same errors as others.</summary>
    public bool Same(ApplyErrors other) => Blocked == other.Blocked && Refused.SequenceEqual(other.Refused);
}
