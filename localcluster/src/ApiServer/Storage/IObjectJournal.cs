namespace October.LocalCluster.ApiServer.Storage;

/// <summary>Keeps what a store holds beyond the end of the process.</summary>
internal interface IObjectJournal
{
    /// <summary>Refuses a change that could not be kept.</summary>
    /// <exception cref="IOException">What was appended before it could not be written.</exception>
    void CheckWritable();

    /// <summary>Takes in a committed change, in the order of the revisions; it is written soon.</summary>
    void Append(string resource, StoreEvent change);

    /// <summary>Completes when everything up to the revision has been written.</summary>
    /// <exception cref="IOException">It could not be written (yet).</exception>
    Task WrittenAsync(long revision);

    /// <summary>Whenever more has been written, calls this with the revision up to which everything is.</summary>
    void Subscribe(Action<long> written);
}
