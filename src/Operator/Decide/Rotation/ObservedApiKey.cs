namespace October.Operator.Decide.Rotation;

/// <summary>
/// The generated key of the api's callers, which two Secrets have: the one that pods mount, and, as a copy to restore it from, the one with redis' password
/// where that is generated, too. What the first has counts: whoever changes it there changes the key.
/// </summary>
/// <param name="Value">The key.</param>
/// <param name="IsCopied">The copy is as it should be.</param>
/// <param name="IsFresh">Neither has one: the key is new.</param>
internal sealed record ObservedApiKey(string Value, bool IsCopied, bool IsFresh)
{
    /// <summary>From what the two have.</summary>
    /// <param name="mounted">In the Secret that pods mount; null for none.</param>
    /// <param name="copy">In the other; null for none.</param>
    /// <param name="keepsCopy">There is an other.</param>
    /// <param name="fresh">A random key that nothing uses yet.</param>
    public static ObservedApiKey Of(string? mounted, string? copy, bool keepsCopy, string fresh)
    {
        var key = mounted ?? copy ?? fresh;
        return new ObservedApiKey(key, !keepsCopy || copy == key, mounted is null && copy is null);
    }

    /// <summary>Keeps the value out of every accidental print.</summary>
    public override string ToString() => nameof(ObservedApiKey);
}
