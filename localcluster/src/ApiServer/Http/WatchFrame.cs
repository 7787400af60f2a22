namespace October.LocalCluster.ApiServer.Http;

/// <summary>What surrounds each object in the body of a watch.</summary>
internal static class WatchFrame
{
    private static readonly byte[] Added = "{\"type\":\"ADDED\",\"object\":"u8.ToArray();
    private static readonly byte[] Modified = "{\"type\":\"MODIFIED\",\"object\":"u8.ToArray();
    private static readonly byte[] Deleted = "{\"type\":\"DELETED\",\"object\":"u8.ToArray();
    private static readonly byte[] Bookmark = "{\"type\":\"BOOKMARK\",\"object\":"u8.ToArray();
    private static readonly byte[] Error = "{\"type\":\"ERROR\",\"object\":"u8.ToArray();

    /// <summary>What follows the object; shared, as is what comes before it.</summary>
    public static byte[] End { get; } = "}\n"u8.ToArray();

    public static byte[] Begin(string type) => type switch
    {
        "ADDED" => Added,
        "MODIFIED" => Modified,
        "DELETED" => Deleted,
        "BOOKMARK" => Bookmark,
        _ => Error,
    };
}
