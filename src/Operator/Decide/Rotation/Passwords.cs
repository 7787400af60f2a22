namespace October.Operator.Decide.Rotation;

/// <summary>The passwords of an app's redis. Redis accepts each that is here; pods log in with the current one.</summary>
/// <param name="Current">What api and worker log in with.</param>
/// <param name="Next">What they will log in with once redis accepts it; null outside a rotation.</param>
/// <param name="Previous">What they logged in with before, accepted until every pod has moved; null outside a rotation.</param>
/// <param name="Version">Counts rotations; part of the pods' templates, so that pods move.</param>
/// <param name="Token">Token of the command <c>october.dev/rotate-password</c> that was carried out last; null for none.</param>
internal sealed record Passwords(string Current, string? Next = null, string? Previous = null, int Version = 0, string? Token = null)
{
    /// <summary>The version with which redis' own pod had to start again, because nobody knew what it accepted; 0 for never.</summary>
    public int RedisVersion { get; init; }

    /// <summary>When the rotation under way began; null where that is not known.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>What the passwords of redis' other users are made of: the operator's and that of backups. It is not rotated with the application's.</summary>
    public string UsersKey { get; init; } = "";

    /// <summary>A rotation is under way.</summary>
    public bool IsRotating => Next is not null || Previous is not null;

    /// <summary>All that redis must accept now, the current one first.</summary>
    public IEnumerable<string> Accepted => new[] { Current, Next, Previous }.OfType<string>();

    /// <summary>A rotation begins: pods go on with the current password until redis accepts the fresh one.</summary>
    public Passwords Begin(string token, string fresh, DateTimeOffset now) => this with { Next = fresh, Token = token, StartedAt = now };

    /// <summary>Redis accepts the next password: pods move to it.</summary>
    public Passwords Switch() => this with { Current = Next!, Previous = Current, Next = null, Version = Version + 1 };

    /// <summary>Redis does not come to accept the next password: everything stays with the current one.</summary>
    public Passwords Abandon() => this with { Next = null, StartedAt = null };

    /// <summary>Every pod has moved: the previous password is no more.</summary>
    public Passwords Retire() => this with { Previous = null, StartedAt = null };

    /// <summary>Keeps the values out of every accidental print.</summary>
    public override string ToString() => nameof(Passwords);
}
