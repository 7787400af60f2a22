namespace October.LocalCluster.ApiServer.Requests.Bodies;

/// <summary>What form of an object the client asked for.</summary>
internal enum ObjectForm
{
    /// <summary>The object itself.</summary>
    Whole,

    /// <summary>A table of printer columns.</summary>
    Table,

    /// <summary>Metadata only.</summary>
    Metadata,
}
