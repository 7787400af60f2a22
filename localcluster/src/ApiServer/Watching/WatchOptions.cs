namespace October.LocalCluster.ApiServer.Watching;

/// <summary>How a watch begins and ends.</summary>
/// <param name="From">Changes after this revision; null begins with the current objects.</param>
/// <param name="InitialEventsEnd">Marks the end of the initial events with an annotated bookmark.</param>
/// <param name="Bookmarks">Sends bookmarks now and then, and before the end.</param>
/// <param name="Timeout">When the server ends the stream.</param>
internal sealed record WatchOptions(long? From, bool InitialEventsEnd, bool Bookmarks, TimeSpan Timeout);
