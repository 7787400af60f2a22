namespace October.LocalCluster.ApiServer.Apply;

/// <summary>Who owns fields: a manager by its operation, the version it spoke and the subresource it wrote.</summary>
internal sealed record ManagerId(string Name, string Operation, string ApiVersion, string Subresource)
{
    public bool IsApply => Operation == "Apply";

    /// <summary>Applies of one manager are one entry whatever their version; updates have one for each version.</summary>
    public bool IsSame(ManagerId other) =>
        Name == other.Name && Operation == other.Operation && Subresource == other.Subresource && (IsApply || ApiVersion == other.ApiVersion);

    /// <summary>How a conflict names the manager.</summary>
    public string Display()
    {
        var text = $"\"{Name}\"";
        if (Subresource.Length > 0)
            text += $" with subresource \"{Subresource}\"";
        return IsApply ? text : $"{text} using {ApiVersion}";
    }
}
