namespace October.Operator.Decide.Backups;

/// <summary>What a backup's Job said of itself.</summary>
/// <param name="Name">File name.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Kept">Backups there are now.</param>
/// <param name="Pruned">Older ones that went.</param>
internal sealed record BackupReport(string Name, long Bytes, int Kept, int Pruned);
