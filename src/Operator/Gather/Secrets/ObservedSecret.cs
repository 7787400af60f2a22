using October.Operator.Decide.Rotation;

namespace October.Operator.Gather.Secrets;

/// <summary>An app's Secret as it was read.</summary>
/// <param name="Secret">The content; null when the user names a Secret that is missing or lacks its password.</param>
/// <param name="Exists">The generated one is there.</param>
/// <param name="Origin">Where the generated one's passwords come from; one that is not kept is yet to be written.</param>
/// <param name="ApiKey">The same of the key of the api's callers.</param>
internal sealed record ObservedSecret(AppSecret? Secret, bool Exists, PasswordOrigin Origin, ObservedApiKey ApiKey)
{
    /// <summary>The generated one has a copy of all that it should.</summary>
    public bool HasCopies { get; init; } = true;
}
