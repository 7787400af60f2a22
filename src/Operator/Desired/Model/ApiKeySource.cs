namespace October.Operator.Desired.Model;

/// <summary>Where the api's pods have the keys of its callers from.</summary>
internal enum ApiKeySource
{
    /// <summary>Nowhere: whoever reaches the api may use it.</summary>
    None,

    /// <summary>The Secret that the user names.</summary>
    Named,

    /// <summary>The Secret that the operator makes.</summary>
    Generated,

    /// <summary>The user's own variables, whose values the operator does not read.</summary>
    Environment,
}
