namespace October.Operator.Execute.Children;

/// <summary>The Secret that was to be created is there: what was decided without it must not be done.</summary>
internal sealed class SecretExistsException(string name) : Exception($"Secret {name} already exists");
