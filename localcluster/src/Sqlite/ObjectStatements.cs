using Microsoft.Data.Sqlite;
using October.LocalCluster.ApiServer.Storage;
using SQLitePCL;

namespace October.LocalCluster.Sqlite;

/// <summary>The statements of a cluster file's writes, prepared once.</summary>
internal sealed class ObjectStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SqliteCommand _put;
    private readonly SqliteCommand _delete;
    private readonly SqliteCommand _revision;

    public ObjectStatements(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Command(connection, "BEGIN IMMEDIATE");
        _commit = Command(connection, "COMMIT");
        _rollback = Command(connection, "ROLLBACK");
        _put = Command(
            connection,
            """
            INSERT INTO objects (resource, namespace, name, revision, value) VALUES ($resource, $namespace, $name, $revision, $value)
            ON CONFLICT (resource, namespace, name) DO UPDATE SET revision = excluded.revision, value = excluded.value
            """,
            "$resource", "$namespace", "$name", "$revision", "$value");
        _delete = Command(
            connection,
            "DELETE FROM objects WHERE resource = $resource AND namespace = $namespace AND name = $name",
            "$resource", "$namespace", "$name");
        _revision = Command(connection, "UPDATE cluster SET revision = $revision", "$revision");
    }

    /// <summary>Writes the state that a change leads to.</summary>
    public void Apply(string resource, StoreEvent change)
    {
        if (change.Type == StoreEventType.Deleted)
            Run(_delete, resource, change.Key.Namespace, change.Key.Name);
        else
            // The bytes that watches send.
            Run(_put, resource, change.Key.Namespace, change.Key.Name, change.Revision, change.Shared.Bytes);
    }

    public void SetRevision(long revision) => Run(_revision, revision);

    public void Begin() => Run(_begin);

    public void Commit() => Run(_commit);

    /// <summary>Undoes what has been written since the beginning, unless SQLite has done so already, as it does after some errors.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0)
            Run(_rollback);
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        _put.Dispose();
        _delete.Dispose();
        _revision.Dispose();
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }
}
