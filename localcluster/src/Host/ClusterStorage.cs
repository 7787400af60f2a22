using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.Node.Environment;
using October.LocalCluster.Sqlite;

namespace October.LocalCluster.Host;

/// <summary>The objects of a cluster: in memory, and where they are to outlive it, in a file of its data directory.</summary>
internal sealed class ClusterStorage : IAsyncDisposable
{
    private const string FileName = "objects.db";

    /// <summary>Held as long as anything of the data directory is used. The file with the objects is not there for all of that, and can be deleted.</summary>
    private const string LockName = ".lock";

    private readonly SqliteJournal? _journal;

    private ClusterStorage(IObjectStore store, SqliteJournal? journal) => (Store, _journal) = (store, journal);

    public IObjectStore Store { get; }

    private FileStream? Lock { get; init; }

    /// <summary>The cluster that is continued; null for a new one.</summary>
    public PreviousCluster? Previous { get; private init; }

    /// <summary>Opens the file, after deleting that of an earlier cluster which is not to be continued.</summary>
    /// <exception cref="ClusterFileException">It cannot be used; it is left as it is.</exception>
    /// <exception cref="IOException">The data directory is not a cluster's.</exception>
    public static ClusterStorage Open(LocalClusterOptions options)
    {
        if (options.DataDirectory is not { } directory)
        {
            return options.Persistence == Persistence.None
                ? new ClusterStorage(new MemoryStore(), null)
                : throw new InvalidOperationException("A cluster that is to outlive its process needs a data directory.");
        }

        NodeDirectories.TakeOver(directory);
        var held = Take(directory);
        try
        {
            return Open(options, Path.Combine(directory, FileName), held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Leaves in the data directory what the objects there have use for.</summary>
    public void Clean(NodeDirectories directories)
    {
        if (Previous is null)
            directories.Empty();
        else
            directories.Retain(All("/pods"), All("/persistentvolumeclaims"));
    }

    /// <summary>Writes what there is to write.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_journal is not null)
            await _journal.DisposeAsync();
        if (Lock is not null)
            await Lock.DisposeAsync();
    }

    private static FileStream Take(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (File.Exists(Path.Combine(directory, LockName)))
        {
            throw new ClusterFileException($"{directory} is in use by another cluster", exception) { IsInUse = true };
        }
    }

    private static ClusterStorage Open(LocalClusterOptions options, string path, FileStream held)
    {
        if (options.Persistence != Persistence.Continued)
        {
            foreach (var file in ClusterFile.PathsOf(path))
                File.Delete(file);
        }

        if (options.Persistence == Persistence.None)
            return new ClusterStorage(new MemoryStore(), null) { Lock = held };
        var existed = File.Exists(path);
        var opened = ClusterFile.Open(path, options.Time.GetUtcNow());
        try
        {
            var contents = opened.Load();
            var journal = new SqliteJournal(opened, contents.Revision, options.Time);
            // A cluster that ended before its first object has nothing to continue.
            var previous = existed && contents.Objects.Count > 0 ? new PreviousCluster(opened.Created, contents.Objects.Count) : null;
            return new ClusterStorage(new MemoryStore(contents, journal), journal) { Previous = previous, Lock = held };
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private IEnumerable<JsonObject> All(string resource) => Store.List(resource).Objects.Values.Select(stored => stored.Value);
}
