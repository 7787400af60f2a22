namespace October.LocalCluster.ApiServer.Requests.Bodies;

/// <summary>The form of an object that the client accepts.</summary>
internal enum ObjectForm
{
    /// <summary>The object itself.</summary>
    Whole,

    /// <summary>A table of printer columns.</summary>
    Table,

    /// <summary>Metadata only.</summary>
    Metadata,
}
